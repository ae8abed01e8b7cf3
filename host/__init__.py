"""What stands behind ``./crm``: it fetches Odoo, runs a private PostgreSQL, makes databases, runs
servers and tests.

Standard library only and no product code. The scripts in ``host/inside`` are the exception: they
are run by the Python of the project's virtual environment, where Odoo can be imported.
"""
