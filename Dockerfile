# Foyer's images. Targets: app, courier, scaler (also its door to the Engine), studio, stand-ins, prepare, nginx, prometheus.
# Everything comes from the two lockfiles; nothing is fetched once an image runs. Classic syntax only: any builder will do.

# --- What the site is built with
FROM node:24-trixie-slim AS packages
WORKDIR /foyer
ENV PATH=/foyer/node_modules/.bin:$PATH
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-progress --loglevel=error && npm cache clean --force --loglevel=error

FROM packages AS build
COPY tsconfig.json tsconfig.build.json vite.config.ts ./
COPY scripts scripts
COPY core core
COPY platform platform
COPY server server
COPY scaling scaling
COPY stand-ins stand-ins
COPY app app
RUN node scripts/build.ts site && find build -name '*.map' -delete

FROM packages AS studio-build
COPY studio/package.json studio/package-lock.json studio/.npmrc studio/
RUN cd studio && npm ci --no-progress --loglevel=error && npm cache clean --force --loglevel=error
COPY tsconfig.json ./
COPY scripts scripts
COPY studio studio
RUN node scripts/build.ts studio && find build/studio -name '*.map' -delete

# --- What runs: packages for production only. The image has a Node of its own, and sharp is for the stand-ins alone.
FROM node:24-trixie-slim AS production-packages
WORKDIR /foyer
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-progress --loglevel=error \
  && npm cache clean --force --loglevel=error \
  && rm -rf node_modules/node-linux-* node_modules/.bin/node \
  # Optional peers of what runs, which npm counts as production: nobody asks for them at run time.
  && rm -rf node_modules/typescript node_modules/vite node_modules/vitest node_modules/rollup node_modules/@rollup node_modules/@types \
  && find node_modules -name '*.map' -delete \
  && mkdir -p /for-stand-ins && mv node_modules/sharp node_modules/@img /for-stand-ins/

FROM node:24-trixie-slim AS runtime
WORKDIR /foyer
# Where volumes are mounted; a new volume takes its owner from here. 1000 is the image's own user `node`.
RUN mkdir -p data logs secrets nginx-settings alertmanager-settings && chown 1000:1000 data logs secrets nginx-settings alertmanager-settings
ENV NODE_ENV=production PATH=/foyer/node_modules/.bin:$PATH
COPY containers containers
RUN ln -s /foyer/containers/foyer.sh /usr/local/bin/foyer
# For the tmpfs of that name: where the image has no such folder, the engine makes one at the first start, which at the next start (after
# a crash) lends the tmpfs its own rights, root's alone. The container then never comes back.
RUN mkdir -m 1777 /run/foyer
COPY --from=production-packages /foyer/node_modules node_modules
COPY package.json ecosystem.config.js ./
COPY --from=build /foyer/build build
USER 1000:1000
ENTRYPOINT ["/foyer/containers/entry.sh"]

FROM runtime AS app
# PM2's sockets and pid files, in memory; nothing else it would keep is wanted. LANG: `pm2 monit` draws lines.
ENV HOST=0.0.0.0 LANG=C.UTF-8 NODE_CLUSTER_SCHED_POLICY=none PM2_HOME=/run/foyer/pm2 PM2_DISABLE_VERSION_CHECK=true SERVICE=app
CMD ["pm2-runtime", "ecosystem.config.js", "--only", "web,worker-module"]

FROM runtime AS courier
ENV HOST=0.0.0.0 SERVICE=courier
CMD ["node", "build/server/courier.js"]

FROM runtime AS scaler
ENV HOST=0.0.0.0 SERVICE=scaler
CMD ["node", "build/scaling/container-scaler/main.js"]

FROM runtime AS prepare
COPY prometheus/alertmanager.yml prometheus/alertmanager.yml
ENV SERVICE=prepare
CMD ["node", "build/server/prepare/main.js"]

FROM runtime AS studio
COPY --from=studio-build /foyer/build/studio build/studio
ENV HOST=0.0.0.0 SERVICE=studio
CMD ["node", "build/server/studio/main.js"]

FROM runtime AS stand-ins
COPY --from=production-packages /for-stand-ins node_modules
ENV LAKE_HOST=0.0.0.0 PAYPAL_HOST=0.0.0.0 MAILBOX_HOST=0.0.0.0 \
  LAKE_DATA_DIR=/foyer/data PAYPAL_DATA_DIR=/foyer/data MAILBOX_DATA_DIR=/foyer/data SERVICE=stand-ins
CMD ["node", "build/stand-ins/content-lake/main.js"]

# --- Others' programs with our configuration baked in, so that the compose file works without the checkout beside it
FROM nginx:1.30 AS nginx
COPY nginx /foyer/nginx
RUN mkdir -p /foyer/logs /foyer/nginx-settings && chown 1000:1000 /foyer/logs /foyer/nginx-settings
# For its tmpfs, as above.
RUN mkdir -m 1777 /run/foyer
COPY containers/healthy.sh /foyer/containers/healthy.sh
USER 1000:1000
ENTRYPOINT ["/foyer/nginx/containers/start.sh"]
CMD []

FROM prom/prometheus:v3.5.3 AS prometheus
COPY prometheus/containers/prometheus.yml /etc/prometheus/prometheus.yml
COPY prometheus/rules /etc/prometheus/rules
