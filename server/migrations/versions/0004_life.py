"""the life of a real centre: journeys, carried numbers, appointments"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns are added in place: no row is copied, whatever the size of the table."""
    for column in (
        sa.Column("dossiers", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("route", sa.String(length=120), nullable=False, server_default=""),
        sa.Column("only", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("behind", sa.Integer(), nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("postponed", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("carried_from", sa.String(length=40), nullable=True),
        sa.Column("booking", sa.String(length=40), nullable=True),
    ):
        op.add_column("ticket", column)
    op.add_column("desk", sa.Column("staff", sa.String(length=80), nullable=True))
    op.add_column("desk", sa.Column("others", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "booking",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("service", sa.String(length=16), nullable=False),
        sa.Column("slot", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("ticket", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    _people()
    op.create_index("ix_booking_day", "booking", ["day"], unique=False)


def _people() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("ticket", sa.String(length=40), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_note_ticket", "note", ["ticket"], unique=False)
    op.create_table(
        "day_key",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("day"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "holder",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("ticket", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("day", "code", "ticket"),
        sqlite_with_rowid=False,
    )
