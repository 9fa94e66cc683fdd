import AjarCore
import AjarResource
import Mustache

/// The description of the API, for programs (`/api/v1/openapi.json`) and for people (`/docs`). Both are made
/// of the declarations and tell nothing about anybody's data, so they are open.
struct ReferenceDoor: Door {
    static let path = "\(APIDoor.prefix)/openapi.json"

    private let description: OpenAPI
    private let page: MustacheTemplate

    init(_ resources: Resources) throws {
        description = OpenAPI(resources)
        page = try MustacheTemplate(string: Self.template)
    }

    func answer(_ visit: Visit) async throws -> Answer {
        guard visit.isRead else { throw Visit.noMethod }
        switch visit.target.segments {
        case ["api", "v1", "openapi.json"]:
            return Answer(status: 200, body: Array(description.document.text.utf8))
        case ["docs"]: return html()
        default: throw AjarError.notFound("Not found.")
        }
    }

    private func html() -> Answer {
        var answer = Answer.html(page.render(["groups": groups(), "style": Self.style]))
        answer.set(.at.securityPolicy, Page.policy(style: Self.style))
        answer.set(.at.noSniff, "nosniff")
        return answer
    }

    // MARK: - What the page shows

    private typealias Values = [String: any Sendable]

    /// The operations by their tag, in the order of the description.
    private func groups() -> [any Sendable] {
        var names: [String] = []
        var operations: [String: [any Sendable]] = [:]
        for (path, methods) in description.document["paths"].object?.members ?? [] {
            for (method, operation) in methods.object?.members ?? [] {
                let tag = operation["tags"].array?.first?.string ?? ""
                if operations[tag] == nil { names.append(tag) }
                operations[tag, default: []].append(Self.values(method, path, operation))
            }
        }
        return names.map { ["name": $0, "operations": operations[$0] ?? []] as Values }
    }

    private static func values(_ method: String, _ path: String, _ operation: JSON) -> Values {
        let parameters = operation["parameters"].array?.compactMap { $0["name"].string } ?? []
        let body = operation["requestBody"]["content"]["application/json"]["schema"]
        let required = Set(body["required"].array?.compactMap(\.string) ?? [])
        let fields: [any Sendable] = (body["properties"].object?.members ?? []).map { name, schema in
            ["name": name, "kind": kind(schema), "required": required.contains(name)] as Values
        }
        return [
            "method": method.uppercased(), "path": path, "summary": operation["summary"].string ?? "",
            "parameters": parameters.joined(separator: ", "), "fields": fields,
        ]
    }

    private static func kind(_ schema: JSON) -> String {
        if let words = schema["enum"].array?.compactMap(\.string) { return words.joined(separator: " | ") }
        return schema["type"].string ?? schema["type"].array?.first?.string ?? "any"
    }

    private static let style: String = """
        :root { color-scheme: light dark; --line: light-dark(#e6e3dc, #2c322e); --soft: light-dark(#5c615d, #a3aba5) }
        body { font: 15px/1.55 Inter, system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.2rem 6rem;
            background: light-dark(#f8f7f4, #111412); color: light-dark(#1c201e, #e9ece8) }
        a { color: light-dark(#1a6040, #8fdcb2) } h1 { margin: 0; letter-spacing: -.02em } h2 { font-size: 1rem; margin: 0 0 .5rem }
        p { color: var(--soft); max-width: 44rem } code { font: .93em ui-monospace, monospace }
        nav { columns: 17rem; margin: 1.5rem 0 2.5rem } nav a { display: block; padding: .1rem 0; text-decoration: none }
        section { margin: 0 0 2rem } details { border: 1px solid var(--line); border-bottom-width: 0; background: light-dark(#fff, #191d1a) }
        details:first-of-type { border-radius: 10px 10px 0 0 } details:last-of-type { border-bottom-width: 1px; border-radius: 0 0 10px 10px }
        details:only-of-type { border-radius: 10px } summary { padding: .5rem .9rem; cursor: pointer; overflow-wrap: anywhere }
        details > :not(summary) { margin: 0; padding: 0 .9rem .8rem }
        dl { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: .15rem 1.2rem }
        dd { margin: 0; color: var(--soft); overflow-wrap: anywhere } .method { display: inline-block; width: 4.6em; font-weight: 600 }
        summary small { color: var(--soft); font-size: .93em }
        """

    private static let template: String = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>API · Ajar</title><style>{{{style}}}</style></head><body><main><h1>The API</h1>
        <p>All paths begin with <code>/api/v1</code>. The API key is the user name of HTTP Basic; there is no password.
        The same for programs: <a href="/api/v1/openapi.json">openapi.json</a>.</p>
        <nav aria-label="Objects">{{#groups}}<a href="#{{name}}">{{name}}</a>{{/groups}}</nav>
        {{#groups}}<section><h2 id="{{name}}">{{name}}</h2>
        {{#operations}}<details><summary><code><span class="method">{{method}}</span> {{path}}</code> <small>{{summary}}</small></summary>
        {{#parameters}}<p>Parameters: <code>{{parameters}}</code></p>{{/parameters}}
        <dl>{{#fields}}<dt><code>{{name}}</code>{{#required}} (required){{/required}}</dt><dd>{{kind}}</dd>{{/fields}}</dl>
        </details>
        {{/operations}}</section>{{/groups}}
        </main></body></html>
        """
}
