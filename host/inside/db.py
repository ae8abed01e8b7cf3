"""Database work that needs no registry: look, copy, rename, drop; files go with their database."""

import contextlib
import json
import os
import shutil

import bridge
import psycopg2
from psycopg2 import sql

STATE_KEY = "crm_host.state"


@contextlib.contextmanager
def connection(database):
    from odoo.sql_db import connection_info_for

    _name, info = connection_info_for(database)
    link = psycopg2.connect(**info)
    link.autocommit = True
    try:
        with link.cursor() as cr:
            yield cr
    finally:
        link.close()


def filestore(database):
    from odoo.tools import config

    return config.filestore(database)


def exists(database):
    with connection("postgres") as cr:
        cr.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return bool(cr.fetchone())


def inspect(asked):
    """Tell what is in a database: modules with their states, what ``./crm`` noted, whether our
    password still holds.
    """
    database = asked["database"]
    if not exists(database):
        return {"exists": False}
    with connection(database) as cr:
        cr.execute("SELECT to_regclass('ir_module_module')")
        if cr.fetchone()[0] is None:
            return {"exists": True, "initialised": False}
        cr.execute("SELECT name, state FROM ir_module_module")
        modules = dict(cr.fetchall())
        cr.execute("SELECT value FROM ir_config_parameter WHERE key = %s", [STATE_KEY])
        row = cr.fetchone()
        cr.execute(
            "SELECT 1 FROM ir_config_parameter WHERE key = 'database.is_neutralized' AND "
            "lower(value) = 'true'"
        )
        neutralised = bool(cr.fetchone())
        cr.execute(
            "SELECT u.login, u.password FROM res_users u JOIN ir_model_data d ON d.model = "
            "'res.users' AND d.res_id = u.id"
            " WHERE d.module = 'base' AND d.name = 'user_admin'"
        )
        login, crypted = cr.fetchone() or ("admin", "")
    return {
        "exists": True,
        "initialised": True,
        "modules": modules,
        "state": json.loads(row[0]) if row else None,
        "neutralised": neutralised,
        "login": login,
        "password_holds": _verifies(asked.get("password"), crypted),
    }


def _verifies(password, crypted):
    if not password or not crypted:
        return False
    from passlib.context import CryptContext

    return CryptContext(["pbkdf2_sha512"]).verify(password, crypted)


def _end_connections(cr, database):
    cr.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
    )


def copy(asked):
    """Copy a database with its files (as hard links: Odoo never changes an attachment's file in
    place).
    """
    source, target = asked["source"], asked["target"]
    drop({"database": target})
    with connection("postgres") as cr:
        _end_connections(cr, source)
        strategy = sql.SQL(" STRATEGY file_copy" if cr.connection.server_version >= 150000 else "")
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(target), sql.Identifier(source)
        )
        cr.execute(command + strategy)
    if os.path.isdir(filestore(source)):
        shutil.copytree(filestore(source), filestore(target), copy_function=_link_or_copy)
    return {}


def _link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def rename(asked):
    """Give a database its final name; its files are moved first, so a database with a final name is
    complete.
    """
    source, target = asked["source"], asked["target"]
    shutil.rmtree(filestore(target), ignore_errors=True)
    if os.path.isdir(filestore(source)):
        os.rename(filestore(source), filestore(target))
    with connection("postgres") as cr:
        _end_connections(cr, source)
        cr.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(source), sql.Identifier(target)
            )
        )
    return {}


def drop(asked):
    """Drop a database and its files; nothing happens when there is none."""
    with connection("postgres") as cr:
        _end_connections(cr, asked["database"])
        cr.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(asked["database"])))
    shutil.rmtree(filestore(asked["database"]), ignore_errors=True)
    return {}


def names(asked):
    """List the databases whose name begins with a prefix."""
    with connection("postgres") as cr:
        cr.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1",
            [asked["prefix"]],
        )
        return {"names": [name for (name,) in cr.fetchall()]}


if __name__ == "__main__":
    wanted = bridge.request()
    actions = {"inspect": inspect, "copy": copy, "rename": rename, "drop": drop, "names": names}
    try:
        bridge.answer(actions[wanted["action"]](wanted))
    except psycopg2.Error as error:
        bridge.refuse(
            f"PostgreSQL says: {str(error).strip()}",
            "Is the server reachable, and may this user create databases?",
        )
