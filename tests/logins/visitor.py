"""Somebody who tries to come in."""

LOGIN = "/accounts/login/"
PASSWORD = "correct-horse-battery"


def try_login(client, name, password=PASSWORD, query=""):
    return client.post(LOGIN + query, {"login": name, "password": password})


def is_logged_in(client):
    return client.get("/admin/").status_code == 200
