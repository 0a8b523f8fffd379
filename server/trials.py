"""A printer's test: a slip without number and code, printed before the first visitor comes or when somebody asks."""

from server import spool
from server.access import Caller
from server.house import House
from server.pictures.paper import trial_slip_of
from server.rules.hours import day_of, first_opening, local

BEFORE = 30 * 60_000  # ms before the day's first opening: time to bring a roll of paper


def print_trial(house: House, agent: Caller, by: str) -> str:
    """Queue a test for this agent's printer; its id. Pressing twice within a second prints one."""
    name = f"{spool.TEST}{local(house.clock(), house.centre.zone):%Y-%m-%d-%H%M%S}"
    _queue(house, agent, f"{name}-{agent.name}"[:40], by)
    return name


def morning_trials(house: House) -> None:
    """In the half hour before the day's first opening: one test for each main printer, once a day."""
    now, zone = house.clock(), house.centre.zone
    opens = first_opening((service.hours for service in house.centre.services.values()), now, zone)
    if opens is None or not opens - BEFORE <= now < opens:
        return
    main = [agent for agent in house.people.agents() if agent.place is None]
    for number, agent in enumerate(main, start=1):
        name = f"{spool.TEST}{day_of(now, zone)}"
        _queue(house, agent, name if number == 1 else f"{name}-{number}", "office")


def _queue(house: House, agent: Caller, name: str, by: str) -> None:
    with house.store.reading() as connection:
        if spool.known(connection, name):
            return
    now = house.clock()
    slip = trial_slip_of(house.centre, now, house.layout, agent.name)
    with house.store.writing() as connection:
        if not spool.known(connection, name):
            spool.add(connection, name, slip, now, by=by, place=agent.name)
    house.bell.strike()
