"""PLM for any WSGI server: `waitress-serve wsgi:app`, `gunicorn wsgi:app`."""

from plm import create_app

app = create_app()
