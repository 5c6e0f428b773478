"""Which words a Python file asks for: every text that can reach the first argument of word(), columns_of(), sentence() or problem().

A key need not stand in the call itself. It is followed through assignments, loops over tuples, both arms of a
condition, and from a function's parameter to that function's calls in the same file. What cannot be followed
(a stage read from a file) leaves ``{}`` in its place, and families.py must say what may stand there.
"""

import ast
from collections.abc import Iterator
from itertools import product

ASKING = ("word", "told", "columns_of", "sentence", "message")
UNKNOWN = "{}"


def asked(source: str, functions: tuple[str, ...] = ASKING) -> set[str]:
    """The keys that a file's calls of some functions can name, ``{}`` where only the run will tell."""
    file = _File(ast.parse(source))
    return {text for call, scope in file.calls(functions) if call.args for text in file.texts(call.args[0], scope)}


class _File:
    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.scope_of = dict(_scopes(tree, tree))

    def calls(self, names: tuple[str, ...]) -> Iterator[tuple[ast.Call, ast.AST]]:
        """Every call of a function by its bare name, with the function it stands in; not inside that function itself."""
        for node, scope in self.scope_of.items():
            inside = getattr(scope, "name", "") in names
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names and not inside:
                yield node, scope

    def texts(self, node: ast.AST, scope: ast.AST, above: tuple[ast.AST, ...] = ()) -> set[str]:
        """Every text an expression can come to."""
        if node in above:
            return set()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return {node.value}
        if isinstance(node, ast.JoinedStr):
            parts = [self.texts(part, scope, (*above, node)) for part in node.values]
            return {"".join(text) for text in product(*parts)}
        parts = (list(self._bound(node.id, scope)) or None) if isinstance(node, ast.Name) else _arms(node, scope)
        if parts is None:
            return {UNKNOWN}
        return {text for part, at in parts for text in self.texts(part, at, (*above, node))}

    def _bound(self, name: str, scope: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
        """What a name stands for: what is assigned or looped over in its function, what its callers give, the file's own."""
        here = [(value, scope) for value in _assigned(name, [n for n, s in self.scope_of.items() if s is scope])]
        if not here and isinstance(scope, ast.FunctionDef):
            here = list(self._given(name, scope))
            return iter(here or [(v, self.tree) for v in _assigned(name, self.tree.body)])
        return iter(here)

    def _given(self, name: str, function: ast.FunctionDef) -> Iterator[tuple[ast.AST, ast.AST]]:
        names = [argument.arg for argument in function.args.args]
        if name in names:
            place = names.index(name)
            for call, scope in self.calls((function.name,)):
                by_name = [word.value for word in call.keywords if word.arg == name]
                yield from ((value, scope) for value in by_name or call.args[place : place + 1])


def _scopes(node: ast.AST, scope: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Every node with the function (or file) it stands in."""
    for child in ast.iter_child_nodes(node):
        yield child, scope
        yield from _scopes(child, child if isinstance(child, ast.FunctionDef) else scope)


def _arms(node: ast.AST, scope: ast.AST) -> list[tuple[ast.AST, ast.AST]] | None:
    """The parts of an expression that its value is made of, with where they stand; None where nobody can tell."""
    parts = None
    if isinstance(node, ast.IfExp):
        parts = [node.body, node.orelse]
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        parts = node.elts
    elif isinstance(node, ast.Dict):
        parts = node.values
    elif isinstance(node, ast.Subscript | ast.Starred | ast.FormattedValue):
        parts = [node.value]
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "enumerate":
        parts = node.args[:1]
    return None if parts is None else [(part, scope) for part in parts]


def _assigned(name: str, nodes: list[ast.AST]) -> Iterator[ast.AST]:
    """What an assignment or a loop gives a name, alone or beside others."""
    for node in nodes:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None) or getattr(node, "iter", None)
        for target in targets if value is not None else []:
            yield from _matched(name, target, value)


def _matched(name: str, target: ast.AST | None, value: ast.AST) -> Iterator[ast.AST]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple):
        pairs = value.elts if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts) else None
        for n, part in enumerate(target.elts):
            yield from _matched(name, part, pairs[n] if pairs else value)


def strings(source: str) -> list[str]:
    """Every text in a file that is no docstring."""
    tree = ast.parse(source)
    said = {
        ast.get_docstring(n, clean=False)
        for n in ast.walk(tree)
        if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)
    }
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [text for text in texts if isinstance(text, str) and text not in said]
