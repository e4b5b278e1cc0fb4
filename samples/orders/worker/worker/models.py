from dataclasses import dataclass
from datetime import date
from enum import Enum


class InvoiceStatus(str, Enum):
    OPEN = "open"
    PAID = "paid"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Invoice:
    id: str
    order_id: str
    amount_cents: int
    status: InvoiceStatus
    due_on: date
