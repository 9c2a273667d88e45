"""Where everything is kept: SQLAlchemy 2 and Alembic. The only place that knows a database."""
