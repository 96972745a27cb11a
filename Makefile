# make help lists what there is. Every target first installs the Debian packages it needs and lacks (.ci/packages).

SWIFT ?= swift
# Where the builds go; `make demo` uses the tree of `make test`, so that whichever comes second has little to do.
BUILD := .build
# Any of docker, podman and buildah builds the image. Without one of them buildah is installed; it gets no container
# runtime with it and needs none, because `chroot` is isolation enough for a build of our own.
IMAGE ?= stagegate
IMAGE_TOOL ?= $(firstword $(foreach tool,docker podman buildah,$(if $(shell command -v $(tool)),$(tool))) buildah)
IMAGE_ARGS ?=
REVISION = $(or $(shell git describe --always --dirty --abbrev=12 --exclude '*' 2>/dev/null),unknown)
IMAGE_FLAGS_podman := --format docker
IMAGE_FLAGS_buildah := --format docker --isolation chroot

.DEFAULT_GOAL := build
.PHONY: help build test lint demo run bench image deps clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 16

build: ## build everything for development
	@.ci/deps build
	$(SWIFT) build

test: lint ## lint, build, run every test
	@.ci/deps build test
	$(SWIFT) build --build-tests
	@.ci/tests $(SWIFT) test --skip-build --no-parallel

lint: ## check layout and style
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests

demo: demo-programs ## play the protocol against real servers, in about five minutes
	$(BUILD)/debug/stagegate-demo

run: demo-programs ## start the demo's world and leave it up until Ctrl-C
	$(BUILD)/debug/stagegate-demo --keep

.PHONY: demo-programs
demo-programs:
	@.ci/deps build test
	$(SWIFT) build --product stagegate
	$(SWIFT) build --product advisory-simulator
	$(SWIFT) build --product stagegate-demo

bench: ## measure the hot paths
	@.ci/deps build
	$(SWIFT) build -c release --product stagegate-bench
	$(BUILD)/release/stagegate-bench

image: ## build the container image
	@$(if $(filter buildah,$(IMAGE_TOOL)),.ci/deps image,true)
	$(IMAGE_TOOL) build $(IMAGE_FLAGS_$(IMAGE_TOOL)) --tag $(IMAGE) --build-arg REVISION=$(REVISION) $(IMAGE_ARGS) .

deps: ## install what all other targets need
	@.ci/deps build test

clean: ## remove what was built
	rm -rf $(BUILD) .demo
