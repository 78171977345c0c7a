"""Algorithms of NetworkX by name, from every family: each takes a MultiDiGraph of ours and answers something to compare.

Those that NetworkX does not define for multigraphs, or not for directed ones, are given what a user would give them: the
graph collapsed to a ``DiGraph``, ``Graph`` or ``MultiGraph`` first. None needs SciPy. Where there is chance, it has a seed.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

import networkx as nx
import numpy as np
from networkx.algorithms import community
from networkx.algorithms.link_analysis.hits_alg import _hits_python  # type: ignore[attr-defined]
from networkx.algorithms.link_analysis.pagerank_alg import _pagerank_python  # type: ignore[attr-defined]

Answer = Callable[[Any], Any]


def start(graph: Any) -> Any:
    """The node with the most edges going out, the first of equals."""
    return max(graph, key=graph.out_degree)


def end(graph: Any) -> Any:
    """The node farthest from :func:`start`."""
    return list(nx.single_source_shortest_path_length(graph, start(graph)))[-1]


def simple(graph: Any) -> Any:
    """Undirected, no parallel edges, no loops, the largest component."""
    whole: Any = nx.Graph(graph)
    whole.remove_edges_from(list(nx.selfloop_edges(whole)))
    return whole.subgraph(max(nx.connected_components(whole), key=len)).copy()


def distance(graph: Any) -> Any:
    """The same with a whole number at each edge."""
    return nx.Graph((a, b, {"length": 1 + data["evidence"]}) for a, b, data in simple(graph).edges(data=True))


def flat(graph: Any) -> Any:
    """With texts for attributes, as formats for files want them."""
    plain: Any = nx.MultiDiGraph()
    plain.add_nodes_from((node, {name: str(value) for name, value in data.items()}) for node, data in graph.nodes(data=True))
    plain.add_edges_from(
        (a, b, key, {name: str(value) for name, value in data.items()}) for a, b, key, data in graph.edges(keys=True, data=True)
    )
    return plain


def rounded(_a: Any, _b: Any, parallel: Mapping[str, Mapping[str, Any]]) -> float:
    """A weight by a function."""
    return float(1 / (1 + sum(data["strength"] for data in parallel.values())))


ALGORITHMS: dict[str, Answer] = {
    # Paths
    "all_pairs_shortest_path_length": nx.all_pairs_shortest_path_length,
    "all_pairs_shortest_path": nx.all_pairs_shortest_path,
    "single_source_dijkstra": lambda g: nx.single_source_dijkstra(g, start(g), weight="strength"),
    "dijkstra_by_function": lambda g: nx.dijkstra_path(g, start(g), end(g), weight=rounded),
    "all_pairs_dijkstra": lambda g: nx.all_pairs_dijkstra(g, weight="evidence"),
    "bidirectional_dijkstra": lambda g: nx.bidirectional_dijkstra(g, start(g), end(g), weight="strength"),
    "multi_source_dijkstra": lambda g: nx.multi_source_dijkstra(g, sorted(g)[:3], weight="strength"),
    "bellman_ford": lambda g: nx.single_source_bellman_ford(g, start(g), weight="strength"),
    "goldberg_radzik": lambda g: nx.goldberg_radzik(g, start(g), weight="evidence"),
    "johnson": lambda g: nx.johnson(g, weight="strength"),
    "floyd_warshall": lambda g: nx.floyd_warshall(g, weight="strength"),
    "floyd_warshall_numpy": lambda g: nx.floyd_warshall_numpy(g, weight="evidence"),
    "astar_path": lambda g: nx.astar_path(g, start(g), end(g), weight="strength"),
    "all_shortest_paths": lambda g: nx.all_shortest_paths(g, start(g), end(g)),
    "all_simple_paths": lambda g: nx.all_simple_paths(g, start(g), end(g), cutoff=3),
    "all_simple_edge_paths": lambda g: islice(nx.all_simple_edge_paths(g, start(g), end(g), cutoff=3), 200),
    "shortest_simple_paths": lambda g: islice(nx.shortest_simple_paths(nx.DiGraph(g), start(g), end(g)), 5),
    "has_path": lambda g: {(a, b): nx.has_path(g, a, b) for a in g for b in g},
    "path_weight": lambda g: nx.path_weight(g, nx.shortest_path(g, start(g), end(g)), "strength"),
    "average_shortest_path_length": lambda g: nx.average_shortest_path_length(simple(g)),
    "eccentricity": lambda g: nx.eccentricity(simple(g)),
    "barycenter": lambda g: nx.barycenter(simple(g)),
    "wiener_index": lambda g: nx.wiener_index(simple(g)),
    "global_efficiency": lambda g: nx.global_efficiency(g.to_undirected()),
    # Walks
    "bfs_edges": lambda g: nx.bfs_edges(g, start(g)),
    "bfs_tree": lambda g: nx.bfs_tree(g, start(g)),
    "bfs_layers": lambda g: nx.bfs_layers(g, [start(g)]),
    "bfs_predecessors": lambda g: nx.bfs_predecessors(g, start(g)),
    "dfs_edges": lambda g: nx.dfs_edges(g, start(g)),
    "dfs_postorder_nodes": nx.dfs_postorder_nodes,
    "dfs_labeled_edges": nx.dfs_labeled_edges,
    "edge_bfs": nx.edge_bfs,
    "edge_dfs": lambda g: nx.edge_dfs(g, orientation="ignore"),
    "descendants": lambda g: {node: nx.descendants(g, node) for node in g},
    "ancestors": lambda g: {node: nx.ancestors(g, node) for node in g},
    "ego_graph": lambda g: nx.ego_graph(g, start(g), undirected=True),
    "ego_graph_weighted": lambda g: nx.ego_graph(g, start(g), radius=0.5, distance="strength"),
    # Centrality
    "degree_centrality": nx.degree_centrality,
    "in_degree_centrality": nx.in_degree_centrality,
    "out_degree_centrality": nx.out_degree_centrality,
    "closeness_centrality": lambda g: nx.closeness_centrality(g, distance="strength"),
    "harmonic_centrality": nx.harmonic_centrality,
    "betweenness_centrality": lambda g: nx.betweenness_centrality(g, weight="evidence"),
    "betweenness_centrality_sampled": lambda g: nx.betweenness_centrality(g, k=3, seed=7),
    "edge_betweenness_centrality": nx.edge_betweenness_centrality,
    "load_centrality": nx.load_centrality,
    "eigenvector_centrality": lambda g: nx.eigenvector_centrality(simple(g), max_iter=5000, weight="strength"),
    "katz_centrality": lambda g: nx.katz_centrality(nx.DiGraph(g), alpha=0.05, weight="strength"),
    "percolation_centrality": lambda g: nx.percolation_centrality(g, states=dict.fromkeys(g, 0.5)),
    "group_degree_centrality": lambda g: nx.group_degree_centrality(g, sorted(g)[:2]),
    "voterank": nx.voterank,
    "subgraph_centrality_exp": lambda g: nx.subgraph_centrality(simple(g)),
    "dispersion": lambda g: nx.dispersion(simple(g)),
    # Link analysis and prediction
    "pagerank": lambda g: _pagerank_python(g, weight="strength"),
    "google_matrix": lambda g: nx.google_matrix(g, weight="evidence"),
    "hits": lambda g: _hits_python(nx.DiGraph(g), max_iter=5000, tol=1e-6),
    "jaccard_coefficient": lambda g: nx.jaccard_coefficient(simple(g)),
    "adamic_adar_index": lambda g: nx.adamic_adar_index(simple(g)),
    "preferential_attachment": lambda g: nx.preferential_attachment(simple(g)),
    "simrank_similarity": nx.simrank_similarity,
    # Components and connectivity
    "strongly_connected_components": nx.strongly_connected_components,
    "kosaraju": nx.kosaraju_strongly_connected_components,
    "weakly_connected_components": nx.weakly_connected_components,
    "attracting_components": nx.attracting_components,
    "condensation": nx.condensation,
    "is_semiconnected": lambda g: nx.is_semiconnected(nx.DiGraph(g)),
    "connected_components": lambda g: nx.connected_components(g.to_undirected()),
    "biconnected_components": lambda g: nx.biconnected_components(simple(g)),
    "articulation_points": lambda g: nx.articulation_points(nx.Graph(g)),
    "bridges": lambda g: nx.bridges(g.to_undirected()),
    "chain_decomposition": lambda g: nx.chain_decomposition(simple(g)),
    "node_connectivity": lambda g: nx.node_connectivity(nx.DiGraph(g)),
    "edge_connectivity": lambda g: nx.edge_connectivity(simple(g)),
    "k_core": lambda g: nx.k_core(simple(g)),
    "core_number": lambda g: nx.core_number(simple(g)),
    "k_truss": lambda g: nx.k_truss(simple(g), 3),
    # Communities
    "louvain_communities": lambda g: community.louvain_communities(g, weight="strength", seed=3),
    "louvain_communities_undirected": lambda g: community.louvain_communities(g.to_undirected(), weight="strength", seed=3),
    "greedy_modularity_communities": lambda g: community.greedy_modularity_communities(g, weight="strength"),
    "label_propagation": lambda g: community.label_propagation_communities(g.to_undirected()),
    "asyn_lpa_communities": lambda g: community.asyn_lpa_communities(g, weight="strength", seed=3),
    "asyn_fluidc": lambda g: community.asyn_fluidc(simple(g), 2, seed=3),
    "girvan_newman": lambda g: islice(community.girvan_newman(g.to_undirected()), 2),
    "kernighan_lin": lambda g: community.kernighan_lin_bisection(simple(g), seed=3),
    "modularity": lambda g: community.modularity(g, list(nx.weakly_connected_components(g)), weight="strength"),
    # Clustering, cliques, cores, structure
    "clustering": lambda g: nx.clustering(nx.DiGraph(g), weight="strength"),
    "triangles": lambda g: nx.triangles(simple(g)),
    "transitivity": lambda g: nx.transitivity(simple(g)),
    "square_clustering": lambda g: nx.square_clustering(simple(g)),
    "generalized_degree": lambda g: nx.generalized_degree(simple(g)),
    "triadic_census": lambda g: nx.triadic_census(nx.DiGraph(g)),
    "find_cliques": lambda g: nx.find_cliques(simple(g)),
    "constraint": lambda g: nx.constraint(simple(g), weight="strength"),
    "effective_size": lambda g: nx.effective_size(simple(g)),
    "rich_club_coefficient": lambda g: nx.rich_club_coefficient(simple(g), normalized=False),
    "overall_reciprocity": lambda g: nx.overall_reciprocity(nx.DiGraph(g)),
    "degree_assortativity": nx.degree_assortativity_coefficient,
    "attribute_assortativity": lambda g: nx.attribute_assortativity_coefficient(g, "kind"),
    "attribute_mixing_dict": lambda g: nx.attribute_mixing_dict(g, "kind"),
    "average_neighbor_degree": lambda g: nx.average_neighbor_degree(g, weight="strength"),
    "average_degree_connectivity": nx.average_degree_connectivity,
    "s_metric": nx.s_metric,
    "density": nx.density,
    "degree_histogram": nx.degree_histogram,
    # Cycles and order
    "simple_cycles": lambda g: nx.simple_cycles(g, length_bound=3),
    "find_cycle": lambda g: nx.find_cycle(g, orientation="ignore"),
    "cycle_basis": lambda g: nx.cycle_basis(simple(g)),
    "minimum_cycle_basis": lambda g: nx.minimum_cycle_basis(simple(g)),
    "girth": lambda g: nx.girth(simple(g)),
    "is_directed_acyclic_graph": nx.is_directed_acyclic_graph,
    "topological_generations": lambda g: nx.topological_generations(nx.condensation(g)),
    "transitive_closure": nx.transitive_closure,
    "dag_longest_path": lambda g: nx.dag_longest_path(nx.condensation(g)),
    "is_eulerian": nx.is_eulerian,
    # Dominance, flows, matchings, trees, colours
    "immediate_dominators": lambda g: nx.immediate_dominators(g, start(g)),
    "dominance_frontiers": lambda g: nx.dominance_frontiers(g, start(g)),
    "dominating_set": lambda g: nx.is_dominating_set(simple(g), nx.dominating_set(simple(g))),
    "maximum_flow": lambda g: nx.maximum_flow(nx.DiGraph(g), start(g), end(g), capacity="evidence"),
    "minimum_cut": lambda g: nx.minimum_cut(nx.DiGraph(g), start(g), end(g), capacity="evidence"),
    "max_flow_min_cost": lambda g: nx.max_flow_min_cost(nx.DiGraph(g), start(g), end(g), capacity="evidence", weight="reports"),
    "min_cost_flow": lambda g: nx.min_cost_flow(g, weight="evidence"),
    "max_weight_matching": lambda g: nx.max_weight_matching(simple(g), weight="strength"),
    "maximal_matching": lambda g: nx.maximal_matching(simple(g)),
    "maximum_spanning_edges": lambda g: nx.maximum_spanning_edges(g.to_undirected(), weight="strength"),
    "minimum_spanning_tree": lambda g: nx.minimum_spanning_tree(g.to_undirected(), weight="strength", algorithm="prim"),
    "steiner_tree": lambda g: nx.approximation.steiner_tree(distance(g), sorted(distance(g))[:3], weight="length"),
    "maximum_branching": lambda g: nx.maximum_branching(nx.DiGraph(g), attr="strength"),
    "greedy_color": lambda g: nx.greedy_color(g.to_undirected()),
    "maximal_independent_set": lambda g: nx.maximal_independent_set(simple(g), seed=4),
    # Boundaries and cuts
    "edge_boundary": lambda g: nx.edge_boundary(g, sorted(g)[:4], keys=True, data="strength"),
    "node_boundary": lambda g: nx.node_boundary(g, sorted(g)[:4]),
    "cut_size": lambda g: nx.cut_size(g, sorted(g)[:4], sorted(g)[4:], weight="strength"),
    "volume": lambda g: nx.volume(g, sorted(g)[:4], weight="strength"),
    "conductance": lambda g: nx.conductance(g, sorted(g)[:4]),
    # Likeness
    "is_isomorphic_to_its_reverse": lambda g: nx.is_isomorphic(g, g.reverse()),
    "is_isomorphic_to_its_copy": lambda g: nx.is_isomorphic(g, nx.MultiDiGraph(g)),
    "vf2pp_is_isomorphic": lambda g: nx.vf2pp_is_isomorphic(simple(g), simple(g), node_label="kind"),
    "could_be_isomorphic": lambda g: nx.could_be_isomorphic(nx.Graph(g), nx.Graph(g.reverse())),
    "weisfeiler_lehman_graph_hash": lambda g: nx.weisfeiler_lehman_graph_hash(simple(g), node_attr="kind"),
    # Graphs of graphs
    "complement": nx.complement,
    "compose": lambda g: nx.compose(g, g.reverse()),
    "union": lambda g: nx.union(g, g, rename=("a-", "b-")),
    "disjoint_union": lambda g: nx.disjoint_union(g, g),
    "intersection": lambda g: nx.intersection(g, g.reverse()),
    "difference": lambda g: nx.difference(g, g.reverse()),
    "relabel_nodes": lambda g: nx.relabel_nodes(g, str.casefold),
    "convert_node_labels_to_integers": lambda g: nx.convert_node_labels_to_integers(g, label_attribute="was"),
    "contracted_nodes": lambda g: nx.contracted_nodes(g, *sorted(g)[:2]),
    "quotient_graph": lambda g: nx.quotient_graph(g, lambda a, b: g.nodes[a]["kind"] == g.nodes[b]["kind"]),
    "line_graph": nx.line_graph,
    "stochastic_graph": lambda g: nx.stochastic_graph(g, weight="strength"),
    "to_networkx_graph": nx.to_networkx_graph,
    "restricted_view": lambda g: nx.restricted_view(g, [start(g)], []),
    "subgraph_view": lambda g: nx.subgraph_view(g, filter_edge=lambda a, b, key: str(key) < "m"),
    "reverse_view": nx.reverse_view,
    "create_empty_copy": nx.create_empty_copy,
    # Pictures
    "spring_layout": lambda g: nx.spring_layout(g, weight="strength", seed=5),
    "forceatlas2_layout": lambda g: nx.forceatlas2_layout(g, max_iter=10, seed=5),
    "random_layout": lambda g: nx.random_layout(g, seed=5),
    "circular_layout": nx.circular_layout,
    "shell_layout": nx.shell_layout,
    "spiral_layout": nx.spiral_layout,
    "multipartite_layout": lambda g: nx.multipartite_layout(g, subset_key="kind"),
    "bfs_layout": lambda g: nx.bfs_layout(simple(g), min(simple(g))),
    # Other forms and files
    "to_numpy_array": lambda g: nx.to_numpy_array(g, weight="strength"),
    "to_dict_of_dicts": nx.to_dict_of_dicts,
    "to_dict_of_lists": nx.to_dict_of_lists,
    "to_edgelist": nx.to_edgelist,
    "node_link_data": lambda g: nx.node_link_data(g, edges="edges"),
    "node_link_there_and_back": lambda g: nx.node_link_graph(nx.node_link_data(g, edges="edges"), edges="edges"),
    "adjacency_data": nx.adjacency_data,
    "cytoscape_data": lambda g: nx.cytoscape_data(flat(g)),
    "generate_adjlist": nx.generate_adjlist,
    "generate_multiline_adjlist": nx.generate_multiline_adjlist,
    "generate_edgelist": lambda g: nx.generate_edgelist(g, data=["strength", "first_day"]),  # type: ignore[arg-type]
    "generate_network_text": lambda g: nx.generate_network_text(nx.DiGraph(g)),
    "generate_graphml": lambda g: nx.generate_graphml(flat(g)),
    "generate_gexf": lambda g: [line for line in nx.generate_gexf(flat(g)) if "lastmodifieddate" not in line],
    "generate_gml": lambda g: nx.generate_gml(flat(g), stringizer=str),
    "generate_pajek": lambda g: nx.readwrite.pajek.generate_pajek(nx.MultiDiGraph(g.edges())),
    "parse_graphml": lambda g: nx.parse_graphml("".join(nx.generate_graphml(flat(g))), force_multigraph=True),
    "get_edge_attributes": lambda g: nx.get_edge_attributes(g, "first_day", default=date.min),
    "get_node_attributes": lambda g: nx.get_node_attributes(g, "kind"),
    "selfloop_edges": lambda g: nx.selfloop_edges(g, keys=True, data=True),
}


def plainly(found: Any) -> Any:
    """An answer as something that ``==`` compares: generators walked, graphs and arrays written out, order kept where
    there is one."""
    if isinstance(found, nx.Graph):
        graph: Any = found  # the stubs know no keys here
        edges = graph.edges(keys=True, data=True) if graph.is_multigraph() else graph.edges(data=True)
        return graph.is_directed(), graph.is_multigraph(), *map(plainly, (graph.graph, graph.nodes(data=True), edges))
    if isinstance(found, np.ndarray):
        return found.shape, found.tolist()
    if isinstance(found, np.generic):
        return found.item()
    if isinstance(found, Mapping):
        return {key: plainly(value) for key, value in found.items()}, list(found)
    if isinstance(found, set | frozenset):
        return frozenset(map(plainly, found))
    if isinstance(found, str | bytes):
        return found
    if isinstance(found, tuple | list | Iterator) or hasattr(found, "__iter__"):
        return tuple(plainly(one) for one in found)
    return found
