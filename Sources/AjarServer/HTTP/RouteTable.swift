import AjarResource

/// The templates of all paths, so that a request can be counted under `lead/{id}` instead of its id.
struct RouteTable: Sendable {
    private final class Node: Sendable {
        let children: [String: Node]
        let anything: Node?
        let template: String?

        init(children: [String: Node], anything: Node?, template: String?) {
            self.children = children
            self.anything = anything
            self.template = template
        }
    }

    /// What every path that doesn't exist is counted under.
    static let none = "none"

    private let root: Node

    init(_ resources: Resources) {
        var templates: [[Substring]] = []
        for resource in resources.all {
            templates.append(resource.path.split(separator: "/"))
            templates.append(resource.path.split(separator: "/") + ["{id}"])
        }
        templates += resources.endpoints.map { $0.path.split(separator: "/") }
        root = Self.node(templates.map { ($0[...], $0.joined(separator: "/")) })
    }

    private static func node(_ templates: [(rest: ArraySlice<Substring>, template: String)]) -> Node {
        let here = templates.first { $0.rest.isEmpty }?.template
        var groups: [String: [(ArraySlice<Substring>, String)]] = [:]
        for (rest, template) in templates {
            guard let first = rest.first else { continue }
            groups[first.hasPrefix("{") ? "{}" : String(first), default: []].append(
                (rest.dropFirst(), template))
        }
        let anything = groups.removeValue(forKey: "{}").map { node($0) }
        return Node(children: groups.mapValues { node($0) }, anything: anything, template: here)
    }

    /// Words win over placeholders, as they do where the request is answered.
    func template(_ segments: [String]) -> String { Self.find(segments[...], root) ?? Self.none }

    private static func find(_ segments: ArraySlice<String>, _ node: Node) -> String? {
        guard let first = segments.first else { return node.template }
        if let child = node.children[first], let found = find(segments.dropFirst(), child) { return found }
        return node.anything.flatMap { find(segments.dropFirst(), $0) }
    }
}
