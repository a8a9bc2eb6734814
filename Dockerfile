# Plinth as an image: docker build -t plinth .
#
# Each stage copies exactly what it needs, so no .dockerignore has to keep the rest out: BuildKit
# sends only what a COPY names, and .git, target and .plinth are named nowhere.

FROM eclipse-temurin:17.0.17_10-jdk-noble AS build
WORKDIR /build
COPY mvnw pom.xml ./
COPY .mvn .mvn
COPY config config
COPY db-migrations db-migrations
COPY src/main src/main
COPY src/build src/build
# The tests ran before: in .ci/run. The cache keeps Maven and the libraries from build to build.
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -q -DskipChecks -Dmaven.test.skip=true package

FROM eclipse-temurin:21.0.9_10-jre-noble
LABEL org.opencontainers.image.title="Plinth" \
      org.opencontainers.image.description="Runs a technology-services firm, and stays fast." \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 plinth \
    && useradd --uid 10001 --gid plinth --home-dir /var/lib/plinth --create-home \
       --shell /usr/sbin/nologin plinth
# Owned by root: the process can read what it runs, and change none of it.
COPY --from=build /build/target/payara-micro.jar /build/target/plinth.war \
     /build/config/container.preboot /opt/plinth/
WORKDIR /var/lib/plinth
USER 10001:10001
# PLINTH_DB_URL, PLINTH_DB_USER, PLINTH_DB_PASSWORD and PLINTH_SECRET are given at run time. The
# first administrator's one-time password is then in the file initial-password of this folder.
ENV PLINTH_INITIAL_PASSWORD_FILE=/var/lib/plinth/initial-password
EXPOSE 8080
# bash speaks HTTP well enough, and is in the image for sure.
HEALTHCHECK --interval=10s --timeout=5s --start-period=2m --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r -t 4 line <&3 && [[ $line == *' 200 '* ]]"]
# Exec form: java is process 1 and gets SIGTERM itself; it finishes what is in flight, so give it
# time (docker stop --time 30). More JVM options go into JAVA_TOOL_OPTIONS.
ENTRYPOINT ["java", \
    "-XX:MaxRAMPercentage=60", \
    "-XX:+UseParallelGC", \
    "-XX:+ExitOnOutOfMemoryError", \
    "-jar", "/opt/plinth/payara-micro.jar", \
    "--prebootcommandfile", "/opt/plinth/container.preboot", \
    "--deploy", "/opt/plinth/plinth.war", \
    "--contextRoot", "/", \
    "--disablephonehome", \
    "--port", "8080"]
# One node alone. Of several nodes, each is given its place in the grid instead: docker run plinth
# --clustername plinth --clustermode tcpip:... (see src/docs/operations.md).
CMD ["--nohazelcast"]
