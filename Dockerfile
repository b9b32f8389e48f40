# The server with its page. Node itself, the packages it reaches and its libraries: no shell, no package manager.
# The tag is for people, the digest is what counts; the version is that of `node` in package.json (deploy/image.test.ts).
ARG NODE_IMAGE=docker.io/library/node:24.21.0-trixie-slim@sha256:8ec5d7557396cfe32d21c3f9c13072355ceab22b584578ca4bb28af31120cffe

FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/telemetry/package.json packages/telemetry/
COPY packages/formats/package.json packages/formats/
COPY packages/protocol/package.json packages/protocol/
COPY apps/server/package.json apps/server/
COPY apps/web/package.json apps/web/
COPY apps/recorder/package.json apps/recorder/
COPY bench/package.json bench/
COPY e2e/package.json e2e/

FROM manifests AS web
RUN npm ci --ignore-scripts --no-audit --no-fund --workspace @outlap/web
COPY tsconfig.base.json ./
COPY packages packages
COPY apps/web apps/web
RUN npm run build --workspace @outlap/web

FROM manifests AS server
ENV NODE_ENV=production
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --workspace @outlap/server
COPY packages packages
COPY apps/server apps/server
COPY deploy deploy
RUN node deploy/prune.mjs /app \
    && rm -r deploy/prune.mjs package-lock.json apps/web apps/recorder bench e2e
COPY --from=web /app/apps/web/build apps/web/build
COPY LICENSE ./
# What Node makes of the sources is kept for the user that will run it: half of the time of a start.
RUN mkdir /compiled && chown 10001:10001 /compiled
USER 10001:10001
RUN NODE_COMPILE_CACHE=/compiled node deploy/precompile.mjs
USER root
RUN rm deploy/precompile.mjs

FROM ${NODE_IMAGE} AS files
SHELL ["/bin/sh", "-euc"]
RUN mkdir -p /image/etc /image/usr/lib /image/usr/lib64 /image/usr/local/bin /image/var/lib/dpkg/status.d /empty; \
    mkdir -m 1777 /image/tmp; \
    ln -s usr/lib /image/lib; \
    ln -s usr/lib64 /image/lib64; \
    cp /usr/local/bin/node /image/usr/local/bin/; \
    ldd /usr/local/bin/node | grep -o '/[^ ]*' | while read -r library; do \
      mkdir -p "/image$(dirname "$library")"; \
      cp -L "$library" "/image$library"; \
    done; \
    for package in libc6 libgcc-s1 libstdc++6; do \
      dpkg-query -s "$package" > "/image/var/lib/dpkg/status.d/$package"; \
      cp --parents "/usr/share/doc/$package/copyright" /image; \
    done; \
    cp /etc/os-release /etc/nsswitch.conf /image/etc/; \
    echo 'root:x:0:0:root:/:/none' > /image/etc/passwd; \
    echo 'outlap:x:10001:10001:outlap:/data:/none' >> /image/etc/passwd; \
    printf 'root:x:0:\noutlap:x:10001:\n' > /image/etc/group

FROM scratch
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Outlap" \
      org.opencontainers.image.description="Records every lap, shows it live, explains where the time went." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=files /image/ /
COPY --from=files --chown=10001:10001 /empty /data
COPY --from=files --chown=10001:10001 /empty /backups
COPY --from=server /compiled /compiled
COPY --from=server /app /app
WORKDIR /app
ENV PATH=/usr/local/bin \
    NODE_ENV=production \
    NODE_COMPILE_CACHE=/compiled \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/data
USER 10001:10001
VOLUME ["/data", "/backups"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "/app/deploy/healthcheck.mjs"]
ENTRYPOINT ["node", "/app/apps/server/src/main.ts"]
CMD ["serve"]
