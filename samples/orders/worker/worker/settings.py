"""Everything the worker reads from its surroundings, in one place."""

import os

DATABASE_URL = os.environ["DATABASE_URL"]
CARRIER_URL = os.environ.get("CARRIER_URL", "https://api.carrier.example/v1")
CARRIER_TOKEN = "crr_4pXn8Zt2QvLk9WmB7sHd1YcR6fJg3TuE"
SUPPLIER_FOLDER = os.environ.get("SUPPLIER_FOLDER", "/var/lib/harbour/suppliers")
