# A published snapshot and the site on it, as one image that needs no disk:
#   policy-archive publish public && docker build --file snapshot.Dockerfile --tag my-archive .
# hadolint ignore=DL3006
FROM policy-archive
COPY public /public
ENTRYPOINT ["datasette", "serve", "--immutable", "/public/archive.db", "--config", "/public/datasette.yaml"]
CMD ["--host", "0.0.0.0", "--port", "8001"]
