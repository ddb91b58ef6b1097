# The explorer as an image, with the models that it ships: docs/serving.md says how to run it.
#   docker build -t aavae .                         PyTorch's CPU build
#   docker build -t aavae --build-arg TORCH=cuda .  PyPI's CUDA build, several GB larger
ARG PYTHON=3.11.13-slim-bookworm

FROM python:${PYTHON} AS build
ARG TORCH=cpu
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore UV_NO_CACHE=1
WORKDIR /src
COPY requirements.txt constraints.txt ./
# What builds and installs stays in this stage. As in the Makefile, uv chooses the build of one package.
RUN pip install -q -c constraints.txt uv hatchling hatch-requirements-txt \
    && python -m venv --without-pip /opt/aavae \
    && case "$TORCH" in \
        cpu) backend=--torch-backend=cpu ;; \
        cuda) backend= ;; \
        *) echo "TORCH is cpu or cuda, not '$TORCH'." >&2; exit 2 ;; \
    esac \
    && uv pip install -q -p /opt/aavae/bin/python $backend --compile-bytecode -r requirements.txt -c constraints.txt
COPY LICENSE README.md pyproject.toml app.py serve.py ./
COPY .streamlit/config.toml .streamlit/config.toml
COPY pages pages
COPY checkpoints checkpoints
COPY aavae aavae
RUN pip wheel -q --no-deps --no-build-isolation -w /wheels . \
    && uv pip install -q -p /opt/aavae/bin/python --no-deps --compile-bytecode /wheels/*.whl

FROM python:${PYTHON}
RUN useradd --uid 1000 --create-home aavae \
    && install -d -o aavae -g aavae /var/lib/aavae /var/lib/aavae/data /var/lib/aavae/runs /var/cache/aavae
COPY --from=build /opt/aavae /opt/aavae
# Only these three are written, and /tmp: the rest may be read-only, the home too (aavae/library_caches.py).
ENV PATH=/opt/aavae/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AAVAE_DATA=/var/lib/aavae/data \
    AAVAE_RUNS=/var/lib/aavae/runs \
    AAVAE_CACHE=/var/cache/aavae \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_PORT=8501
USER aavae
WORKDIR /home/aavae
EXPOSE 8501
VOLUME ["/var/lib/aavae/data", "/var/lib/aavae/runs", "/var/cache/aavae"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-m", "aavae.ui.server.health"]
# The server is the first process, without a shell or an init before it: told to end it lets trainings save.
STOPSIGNAL SIGTERM
CMD ["python", "-m", "aavae.ui.server"]
