"""paper: attempts as rows, whose printer, who asked; pairing codes; the ticket's layout"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN = "state IN ('queued', 'leased', 'sending', 'held')"
OLD_LEASE = 60_000  # ms that a lease lasted until now

# What is still known of earlier attempts. An agent may be printing one of them while the office is renewed: its report
# must find its row.
KNOWN_ATTEMPTS = f"""
INSERT INTO print_attempt (attempt, ticket, copy, agent, printer, leased_at, ended_at, outcome, detail)
SELECT attempt, ticket, copy, agent, coalesce(printer, ''), coalesce(lease_until - {OLD_LEASE}, done_at, made_at),
       done_at, CASE state WHEN 'leased' THEN NULL ELSE state END, detail
FROM print_job WHERE attempt IS NOT NULL AND agent IS NOT NULL
"""


def upgrade() -> None:
    """Columns are added in place: no row is copied, whatever the size of the table."""
    op.add_column("print_job", sa.Column("place", sa.String(length=40), nullable=True))
    op.add_column("print_job", sa.Column("by", sa.String(length=80), nullable=True))
    op.add_column("print_job", sa.Column("why_asked", sa.String(length=120), nullable=True))
    op.drop_index("print_job_open", table_name="print_job")
    where = sa.text(OPEN)
    op.create_index(
        "print_job_open", "print_job", ["state", "made_at"], unique=False, sqlite_where=where, postgresql_where=where
    )
    _attempts()
    op.create_table(
        "pair_code",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
        sa.UniqueConstraint("device"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "layout",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_sha", sa.String(length=64), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _attempts() -> None:
    op.create_table(
        "print_attempt",
        sa.Column("attempt", sa.String(length=40), nullable=False),
        sa.Column("ticket", sa.String(length=40), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.Column("agent", sa.String(length=80), nullable=False),
        sa.Column("printer", sa.String(length=40), nullable=False),
        sa.Column("session", sa.String(length=32), nullable=True),
        sa.Column("leased_at", sa.BigInteger(), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("attempt"),
        sqlite_with_rowid=False,
    )
    op.execute(KNOWN_ATTEMPTS)
    op.create_index("print_attempt_job", "print_attempt", ["ticket", "copy"], unique=False)
    unclear = sa.text("outcome = 'unknown'")
    op.create_index(
        "print_attempt_unclear",
        "print_attempt",
        ["ended_at"],
        unique=False,
        sqlite_where=unclear,
        postgresql_where=unclear,
    )
