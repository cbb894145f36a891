# syntax=docker/dockerfile:1
# The service and its command line, as one image:
#   docker build --tag airbnb-insights:local .
#   docker run --rm airbnb-insights:local --help
# What to run it with, and why: docs/deploying.md.

# By version, so that a rebuild next year gets the same Node. To pin the very bytes, append the digest that
# `docker buildx imagetools inspect` shows for this tag.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /src
ENV CI=1

# The dependencies are a layer of their own, which changes with the lock file and not with the sources.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
RUN npm install --global "$(node -p 'require("./package.json").packageManager')" && pnpm fetch
COPY . .
RUN pnpm install --offline --frozen-lockfile \
  && pnpm --filter 'airbnb-insights-runner...' run build \
  && pnpm --filter airbnb-insights-runner --prod --offline deploy /app

FROM ${NODE_IMAGE}
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="airbnb-insights" \
  org.opencontainers.image.description="Syncs the performance insights of Airbnb hosts into TimescaleDB" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"

# The program belongs to root, so that the process cannot change it; /data alone is its own.
COPY --from=build /app /app
RUN ln -s /app/dist/bin.js /usr/local/bin/airbnb-insights \
  && install --directory --owner=node --group=node --mode=0700 /data

# HOST: in a container, loopback would be reachable from nowhere. What may reach the port is the container's to say.
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=8000 \
  DATA_DIR=/data \
  LOG_FORMAT=json

# A number and not a name: Kubernetes' runAsNonRoot cannot look a name up.
USER 1000:1000
WORKDIR /app
# The embedded database and its key. With DATABASE_URL nothing is written here, nor anywhere else.
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM

# Whether the process answers, not whether the database does: a restart would not bring that back.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`, { signal: AbortSignal.timeout(4000) }).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

ENTRYPOINT ["airbnb-insights"]
CMD ["serve"]
