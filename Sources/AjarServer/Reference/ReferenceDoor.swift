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
        var answer = Answer.html(page.render(["groups": groups()]))
        answer.set(
            .at.securityPolicy,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'")
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

    private static let template: String = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>API · Ajar</title><style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark }
        code { font-size: .9em } details { margin: .25rem 0 } dl { display: grid; grid-template-columns: auto 1fr; gap: 0 1rem }
        dd { margin: 0; overflow-wrap: anywhere } .method { display: inline-block; width: 4.5em; font-weight: 600 }
        </style></head><body><main><h1>The API</h1>
        <p>All paths begin with <code>/api/v1</code>. The API key is the user name of HTTP Basic; there is no password.
        The same for programs: <a href="/api/v1/openapi.json">openapi.json</a>.</p>
        {{#groups}}<section><h2>{{name}}</h2>
        {{#operations}}<details><summary><code><span class="method">{{method}}</span> {{path}}</code> {{summary}}</summary>
        {{#parameters}}<p>Parameters: <code>{{parameters}}</code></p>{{/parameters}}
        <dl>{{#fields}}<dt><code>{{name}}</code>{{#required}} (required){{/required}}</dt><dd>{{kind}}</dd>{{/fields}}</dl>
        </details>
        {{/operations}}</section>{{/groups}}
        </main></body></html>
        """
}
