"""Where everything is kept: SQLAlchemy 2 and Alembic. The only place that knows a database."""

import logging

# Alembic tells at every start which of its own plug-ins it has, as soon as it is imported.
logging.getLogger("alembic").setLevel(logging.WARNING)
