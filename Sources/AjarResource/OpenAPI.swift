package import AjarCore

/// The description of the API (OpenAPI 3.1), made of the declarations: what isn't declared can't be
/// described, and the other way round.
package struct OpenAPI: Sendable {
    private let resources: Resources
    /// Of the interface, not of the program.
    private let version = "1"

    package init(_ resources: Resources) { self.resources = resources }

    package var document: JSON {
        var paths = JSONObject()
        for resource in resources.all {
            if let operations = collection(resource) { paths.append("/\(resource.path)/", operations) }
            if let operations = item(resource) { paths.append("/\(resource.path)/{id}/", operations) }
        }
        for endpoint in resources.endpoints {
            let path = "/\(endpoint.path)/"
            var operations = paths[path]?.object ?? JSONObject()
            operations[endpoint.method.rawValue.lowercased()] = describe(endpoint)
            paths[path] = .object(operations)
        }
        let schemas = resources.all.map { (key: $0.schemaName, value: schema($0)) }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Ajar", "version": .string(version),
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/api/v1"]],
            "security": [["apiKey": []], ["oauth": []]],
            "paths": .object(paths),
            "components": [
                "schemas": .object(JSONObject(schemas + [(key: "Error", value: errorSchema)])),
                "securitySchemes": [
                    "apiKey": [
                        "type": "http", "scheme": "basic",
                        "description": "The API key is the user name; there is no password.",
                    ],
                    "oauth": ["type": "http", "scheme": "bearer"],
                ],
            ],
        ]
    }

    // MARK: - Operations

    private func collection(_ resource: Resource) -> JSON? {
        var operations = JSONObject()
        if resource.operations.contains(.list) {
            let page: JSON = [
                "type": "object", "required": ["data", "has_more"],
                "properties": [
                    "data": ["type": "array", "items": reference(resource)], "has_more": ["type": "boolean"],
                ],
            ]
            operations.append(
                "get", operation(resource, "List", "list", parameters: filters(resource), answer: (200, page))
            )
        }
        if resource.operations.contains(.create) {
            operations.append(
                "post",
                operation(
                    resource, "Create", "create", parameters: [fieldsParameter],
                    body: body(resource, creating: true),
                    answer: (resource.manners.created, reference(resource))))
        }
        if resource.operations.contains(.bulkUpdate) {
            operations.append(
                "put",
                operation(
                    resource, "Change all that the filters find", "bulk_update",
                    parameters: filters(resource),
                    body: body(resource, creating: false),
                    answer: (200, ["type": "object", "properties": ["count": ["type": "integer"]]])))
        }
        return operations.isEmpty ? nil : .object(operations)
    }

    private func item(_ resource: Resource) -> JSON? {
        var operations = JSONObject()
        if resource.operations.contains(.get) {
            operations.append(
                "get",
                operation(
                    resource, "Read", "get", parameters: [idParameter, fieldsParameter],
                    answer: (200, reference(resource))))
        }
        if resource.operations.contains(.update) {
            operations.append(
                "put",
                operation(
                    resource, "Change", "update", parameters: [idParameter, fieldsParameter],
                    body: body(resource, creating: false),
                    answer: (200, reference(resource))))
        }
        if resource.operations.contains(.delete) {
            operations.append(
                "delete",
                operation(
                    resource, "Delete", "delete", parameters: [idParameter],
                    answer: (resource.manners.deleted, nil)))
        }
        return operations.isEmpty ? nil : .object(operations)
    }

    private func operation(
        _ resource: Resource, _ verb: String, _ name: String, parameters: [JSON], body: JSON? = nil,
        answer: (status: Int, schema: JSON?)
    ) -> JSON {
        var operation = JSONObject([
            ("operationId", .string("\(resource.path.identifier)_\(name)")),
            ("tags", [.string(resource.path)]),
            ("summary", .string("\(verb): \(resource.model)")), ("parameters", .array(parameters)),
        ])
        if let body {
            operation.append(
                "requestBody", ["required": true, "content": ["application/json": ["schema": body]]])
        }
        operation.append("responses", responses(answer.status, answer.schema))
        return .object(operation)
    }

    private func describe(_ endpoint: Endpoint) -> JSON {
        let names = endpoint.parts.filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        var operation = JSONObject([
            ("operationId", .string("\(endpoint.method.rawValue.lowercased())_\(endpoint.path.identifier)")),
            ("tags", [.string(String(endpoint.parts.first ?? ""))]), ("summary", .string(endpoint.summary)),
            ("parameters", .array(names.map { parameter($0, in: "path", ["type": "string"]) })),
        ])
        if endpoint.method == .post || endpoint.method == .put {
            operation.append("requestBody", ["content": ["application/json": ["schema": ["type": "object"]]]])
        }
        operation.append("responses", responses(200, ["type": "object"]))
        return .object(operation)
    }

    private func responses(_ status: Int, _ schema: JSON?) -> JSON {
        var success = JSONObject([("description", .string("Done."))])
        if let schema, status != 204 { success.append("content", ["application/json": ["schema": schema]]) }
        var all = JSONObject([(String(status), .object(success))])
        let refusals = [
            ("400", "The request breaks a rule."), ("401", "Nobody is signed in."), ("403", "Not allowed."),
            ("404", "There is no such object."), ("429", "Too many requests."),
        ]
        for (code, text) in refusals {
            all.append(
                code,
                [
                    "description": .string(text),
                    "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Error"]]],
                ])
        }
        return .object(all)
    }

    // MARK: - Parameters

    private let idParameter: JSON = [
        "name": "id", "in": "path", "required": true, "schema": ["type": "string"],
    ]
    private let fieldsParameter: JSON = [
        "name": "_fields", "in": "query", "schema": ["type": "string"],
        "description": "Names of fields, with commas between; `_all` for every one.",
    ]

    private func parameter(_ name: String, in place: String, _ schema: JSON) -> JSON {
        ["name": .string(name), "in": .string(place), "required": .bool(place == "path"), "schema": schema]
    }

    private func filters(_ resource: Resource) -> [JSON] {
        var all: [JSON] = [
            parameter(
                "_limit", in: "query",
                ["type": "integer", "minimum": 0, "maximum": .int(resource.list.maxLimit)]),
            parameter("_skip", in: "query", ["type": "integer", "minimum": 0]), fieldsParameter,
        ]
        if !resource.list.orders.isEmpty {
            let words = resource.list.orders.keys.sorted().map(JSON.string)
            all.append(parameter("_order_by", in: "query", ["type": "string", "enum": .array(words)]))
        }
        for spec in resource.layout.specs where spec.stored {
            if spec.filter.contains(.exact) {
                all.append(parameter(spec.name, in: "query", ["type": "string"]))
            }
            if spec.filter.contains(.anyOf) {
                all.append(parameter("\(spec.name)__in", in: "query", ["type": "string"]))
            }
            guard spec.filter.contains(.range) else { continue }
            for suffix in ["gt", "gte", "lt", "lte"] {
                all.append(parameter("\(spec.name)__\(suffix)", in: "query", ["type": "string"]))
            }
        }
        for name in resource.list.filters.keys.sorted() {
            all.append(parameter(name, in: "query", ["type": "string"]))
        }
        return all
    }

    // MARK: - Schemas

    private func reference(_ resource: Resource) -> JSON {
        ["$ref": .string("#/components/schemas/\(resource.schemaName)")]
    }

    private func schema(_ resource: Resource) -> JSON {
        let properties = resource.layout.specs.filter {
            $0.name != CustomFields.column.name && ($0.stored || $0.shown)
        }
        return [
            "type": "object",
            "properties": .object(
                JSONObject(properties.map { (key: $0.name, value: nullable($0.kind.schema)) })),
        ]
    }

    private func body(_ resource: Resource, creating: Bool) -> JSON {
        let specs = resource.layout.specs.filter { $0.writable.allows(creation: creating) }
        var schema = JSONObject([
            ("type", "object"),
            (
                "properties",
                .object(JSONObject(specs.map { (key: $0.name, value: nullable($0.kind.schema)) }))
            ),
        ])
        let required = creating ? specs.filter(\.required).map { JSON.string($0.name) } : []
        if !required.isEmpty { schema.append("required", .array(required)) }
        return .object(schema)
    }

    private func nullable(_ schema: JSON) -> JSON {
        guard case .object(var object) = schema, let type = object["type"]?.string else { return schema }
        object["type"] = [.string(type), "null"]
        if let words = object["enum"]?.array { object["enum"] = .array(words + [.null]) }
        return .object(object)
    }

    private let errorSchema: JSON = [
        "type": "object",
        "properties": [
            "error": ["type": "string"], "errors": ["type": "array", "items": ["type": "string"]],
            "field-errors": ["type": "object"],
        ],
    ]
}

extension Resource {
    /// `ActivityEmail` for `activity/email`
    fileprivate var schemaName: String {
        path.split { $0 == "/" || $0 == "_" }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}

extension String {
    fileprivate var identifier: String {
        replacing("/", with: "_").filter { $0.isLetter || $0.isNumber || $0 == "_" }
    }
}
