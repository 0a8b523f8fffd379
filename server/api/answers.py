"""Tickets, services and counters as the interface shows them."""

from typing import Any

from server.house import House
from server.keys import page_key
from server.pictures.printing import print_answer
from server.pictures.scene import Scene, counter_head, login_of, people_ahead, rfc3339, zone_of
from server.pictures.services import service_entry, ticket_wait
from server.rules.papers import Paper
from server.rules.phases import Phase
from server.rules.state import Ticket
from server.spool import paper_of


def ticket_answer(house: House, ticket: Ticket, scene: Scene | None = None) -> dict[str, Any]:
    """A ticket; `wait` is null when nobody can say."""
    scene = scene or house.scene()
    service = scene.centre.services.get(ticket.service)
    waits = ticket.phase is Phase.WAITING and ticket.id in scene.hall.tickets and service is not None
    return {
        "id": ticket.id,
        "label": ticket.label,
        "letter": ticket.series,
        "service": ticket.service,
        "name": service.name if service else {"vi": ticket.service},
        "procedure": ticket.procedure,
        "priority": ticket.priority,
        "language": ticket.language,
        "state": ticket.phase.value,
        "counter": ticket.counter,
        "times": ticket.times,
        "issued_at": rfc3339(scene, ticket.issued_at),
        "called_at": rfc3339(scene, ticket.called_at),
        "ahead": people_ahead(scene, ticket) if waits else 0,
        "zone": zone_of(scene, ticket),
        "url": page_url(house, ticket),
    } | ticket_wait(scene, ticket)


def page_url(house: House, ticket: Ticket) -> str:
    """The address of the ticket's phone page."""
    return f"{house.settings.base_url}/t/{page_key(house.secret, ticket.id)}"


def with_print(house: House, ticket: Ticket) -> dict[str, Any]:
    """A ticket with the state of its paper."""
    scene = house.scene()
    return ticket_answer(house, ticket, scene) | {"print": print_state(house, ticket, scene)}


def new_ticket(house: House, ticket: Ticket, by: str) -> dict[str, Any]:
    """A ticket just made: its paper is in line, so nothing has to be read."""
    scene = house.scene()
    paper = Paper("queued", place=house.people.printer_place(by))
    return ticket_answer(house, ticket, scene) | {"print": print_answer(scene, paper)}


def print_state(house: House, ticket: Ticket, scene: Scene | None = None) -> dict[str, Any]:
    """What the ticket's newest paper is doing."""
    with house.store.reading() as connection:
        paper = paper_of(connection, ticket.id, house.clock())
    return print_answer(scene or house.scene(), paper)


def service_answers(scene: Scene) -> list[dict[str, Any]]:
    """What citizens may take numbers for, with what waits and whether numbers are given."""
    return [service_entry(scene, service) for service in scene.centre.services.values() if service.kiosk]


def counter_answer(scene: Scene, no: int, names: bool = True) -> dict[str, Any]:
    """One counter with its state and the label it has now.

    `staff` is the login of who has signed in here, null for nobody; without `names` it is left out: no device needs it.
    """
    counter, desk = scene.centre.counters[no], scene.hall.desk(no)
    ticket = scene.hall.tickets[desk.ticket] if desk.ticket else None
    return (
        counter_head(scene, no)
        | {
            "services": list(counter.services),
            "helps": list(counter.helps),
            "ticket": {"id": ticket.id, "label": ticket.label, "state": ticket.phase.value} if ticket else None,
        }
        | ({"staff": login_of(desk.staff)} if names else {})
    )
