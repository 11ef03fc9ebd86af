"""Containers and clusters, as far as they are only asked."""

from __future__ import annotations

from plangate.gate.classify.rules.call import Rule
from plangate.gate.classify.rules.verbs import by_verb

__all__ = ["RULES"]

_LIST = """
    -aqsl -f= -n= --all --quiet --size --no-trunc --filter= --format= --last= --latest --digests --tree --no-stream --services
"""
_LOGS = "-ft -n= --follow --timestamps --tail= --since= --until= --details --no-color --no-log-prefix"
_CHANGES = (
    "run create start stop restart kill rm rmi exec build pull push tag cp commit load save import export login logout prune"
    " up down attach rename update pause unpause connect disconnect"
)
_DOCKER = by_verb(
    {
        "ps images info version": _LIST,
        "inspect": "-s -f= --format= --size --type=",
        "logs": _LOGS,
        "stats": _LIST,
        "top port diff": "",
        "history": "-Hq --format= --no-trunc --quiet --human",
        "container": {
            "ls list ps": _LIST,
            "inspect": "-f= --format= --size",
            "logs": _LOGS,
            "top port diff": "",
        },
        "image": {"ls list": _LIST, "inspect": "-f= --format=", "history": "-Hq --format= --no-trunc"},
        "network volume context node service stack secret config plugin": {
            "ls list inspect": "-f= -q --filter= --format= --quiet"
        },
        "system": {"df info": "-v --verbose --format="},
        "compose": {
            "ps images ls": _LIST,
            "logs": _LOGS,
            "config": "-q --services --volumes --images --profiles --format= --quiet",
            "version": "--short",
            "top": "",
        },
    },
    _CHANGES,
)
_COMPOSE = by_verb(
    {
        "ps images ls": _LIST,
        "logs": _LOGS,
        "config": "-q --services --volumes --images --profiles --format= --quiet",
        "version": "--short",
        "top": "",
    },
    _CHANGES,
    "-f= -p= --file= --project-name=",
)
_KUBE = """
    -Aw -n= -l= -o= -L= -c= -f -p --all-namespaces --namespace= --selector= --output= --watch --show-labels --field-selector=
    --sort-by= --no-headers --context= --all-containers --container= --previous --since= --since-time= --tail= --timestamps
    --follow --prefix --limit-bytes= --api-group= --namespaced --verbs= --recursive --containers --ignore-not-found --minify
    --client --short --chunk-size= --show-events
"""
_KUBECTL = by_verb(
    {
        "get describe logs explain version api-resources api-versions events": _KUBE,
        "top": {"pod pods po node nodes no": _KUBE},
        "config": {
            "view current-context get-contexts get-clusters get-users": "-o= --minify --output= --no-headers"
        },
        "cluster-info": {"": ""},
        "auth": {"can-i whoami": "-n= --namespace= --list -A"},
        "rollout": {"status history": "-n= --namespace= --revision= --watch= --timeout="},
    },
    "apply create delete edit patch replace scale set label annotate expose run exec cp drain cordon uncordon taint rollout"
    " autoscale attach proxy port-forward debug undo restart pause resume",
    "-n= --namespace= --context=",
)
_HELM = by_verb(
    {
        "list ls": "-Aaq -n= -o= --all --all-namespaces --namespace= --output= --filter=",
        "status history": "-n= -o= --namespace= --output= --revision= --max=",
        "get": {
            "values manifest notes hooks all metadata": "-a -n= -o= --all --namespace= --output= --revision="
        },
        "version env": "--short",
        "repo": {"list": "-o="},
        "search": {"repo hub": "-l --versions --version= --max-col-width="},
    },
    "install upgrade uninstall delete rollback push pull create package add remove update",
    "-n= --namespace=",
)
RULES: dict[str, Rule] = {
    "docker": _DOCKER,
    "podman": _DOCKER,
    "docker-compose": _COMPOSE,
    "kubectl": _KUBECTL,
    "helm": _HELM,
}
"""By the name of the program."""
