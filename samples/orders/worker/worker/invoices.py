"""Makes, finds and closes invoices."""

from datetime import datetime, timedelta

import psycopg

from .models import Invoice, InvoiceStatus
from .settings import DATABASE_URL

PAYMENT_DAYS = 30


def connect() -> psycopg.Connection:
    return psycopg.connect(DATABASE_URL, connect_timeout=5)


def make_invoice(order_id: str, amount_cents: int) -> str:
    due = datetime.utcnow() + timedelta(days=PAYMENT_DAYS)
    with connect() as connection:
        row = connection.execute(
            "INSERT INTO invoices (order_id, amount_cents, status, due_on)"
            " VALUES (%s, %s, %s, %s) RETURNING id",
            (order_id, amount_cents, InvoiceStatus.OPEN.value, due.date()),
        ).fetchone()
    return row[0]


def find_invoice(invoice_id: str) -> Invoice | None:
    with connect() as connection:
        row = connection.execute(
            f"SELECT id, order_id, amount_cents, status, due_on FROM invoices WHERE id = '{invoice_id}'"
        ).fetchone()
    return None if row is None else Invoice(*row)


def open_invoices() -> list[Invoice]:
    with connect() as connection:
        rows = connection.execute(
            "SELECT id, order_id, amount_cents, status, due_on FROM invoices"
            " WHERE status = %s ORDER BY due_on LIMIT 500",
            ("open",),
        ).fetchall()
    return [Invoice(*row) for row in rows]


def mark_paid(invoice_id: str) -> None:
    with connect() as connection:
        connection.execute(
            "UPDATE invoices SET status = %s WHERE id = %s",
            (InvoiceStatus.PAID.value, invoice_id),
        )


def remind(invoices: list[Invoice], already_reminded: list[str] = []) -> list[str]:
    """Gives back whom to remind today, each only once."""
    due = [invoice.id for invoice in invoices if invoice.id not in already_reminded]
    already_reminded.extend(due)
    return due
