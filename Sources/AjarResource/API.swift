package import AjarCore

/// One request to the API, without HTTP: what a server made of the bytes, or a test wrote down.
package struct APIRequest: Sendable {
    package var method: Method
    /// Decoded, without `/api/v1` and without empty parts.
    package var segments: [String]
    package var parameters: Parameters
    /// The members of the body; nil when there was none.
    package var body: JSONObject?
    package var caller: Caller
    /// The parts in braces of an endpoint's path.
    package internal(set) var path: [String: String] = [:]

    package init(
        _ method: Method, _ segments: [String], parameters: Parameters = Parameters(),
        body: JSONObject? = nil, caller: Caller
    ) {
        self.method = method
        self.segments = segments
        self.parameters = parameters
        self.body = body
        self.caller = caller
    }

    package var fields: String? { parameters.nonempty("_fields") }
}

/// What is answered.
package struct APIAnswer: Sendable {
    package var status: Int
    package var body: [UInt8]
    package var location: String?
    package var contentType: String

    package init(
        status: Int = 200, body: [UInt8], location: String? = nil, contentType: String = "application/json"
    ) {
        self.status = status
        self.body = body
        self.location = location
        self.contentType = contentType
    }

    package static func json(_ value: JSON, status: Int = 200) -> APIAnswer {
        APIAnswer(status: status, body: Array(value.text.utf8))
    }

    package static func deleted(_ status: Int) -> APIAnswer {
        APIAnswer(status: status, body: status == 204 ? [] : Array("{}".utf8))
    }
}

/// Finds what a request is for and has it done.
package struct API: Sendable {
    package let engine: Engine

    package init(engine: Engine) { self.engine = engine }

    package func answer(_ request: APIRequest) async throws -> APIAnswer {
        var request = request
        request.takeParametersFromBody()
        if let first = request.segments.first, let name = engine.resources.aliases[first] {
            request.segments[0] = name
        }
        var isKnownPath = false
        for endpoint in engine.resources.endpointsByRoot[request.segments.first ?? ""] ?? [] {
            guard let found = endpoint.match(request.segments) else { continue }
            isKnownPath = true
            guard endpoint.method == request.method else { continue }
            request.path = found
            return try await endpoint.run(request, engine)
        }
        if let resource = engine.resources.byPath[request.segments.joined(separator: "/")] {
            return try await collection(resource, request)
        }
        if let id = request.segments.last,
            let resource = engine.resources.byPath[request.segments.dropLast().joined(separator: "/")]
        {
            return try await item(resource, id, request)
        }
        throw isKnownPath ? Self.noMethod : AjarError.notFound("Not found.")
    }

    private func collection(_ resource: Resource, _ request: APIRequest) async throws -> APIAnswer {
        switch request.method {
        case .get where resource.operations.contains(.list):
            return APIAnswer(body: try await engine.list(resource, request.parameters, request.caller))
        case .post where resource.operations.contains(.create):
            let (id, body) = try await engine.create(
                resource, request.bodyWithFlags(of: resource), fields: request.fields, request.caller)
            let isNew = resource.manners.created == 201
            return APIAnswer(
                status: resource.manners.created, body: body,
                location: isNew ? "/api/v1/\(resource.path)/\(id)/" : nil)
        case .put where resource.operations.contains(.bulkUpdate):
            return APIAnswer(
                body: try await engine.bulkUpdate(
                    resource, request.parameters, request.body ?? JSONObject(), request.caller))
        case .get, .post, .put, .delete:
            throw Self.noMethod
        }
    }

    private func item(_ resource: Resource, _ id: String, _ request: APIRequest) async throws -> APIAnswer {
        switch request.method {
        case .get where resource.operations.contains(.get):
            return APIAnswer(body: try await engine.get(resource, id, fields: request.fields, request.caller))
        case .put where resource.operations.contains(.update):
            return APIAnswer(
                body: try await engine.update(
                    resource, id, request.body ?? JSONObject(), fields: request.fields, request.caller))
        case .delete where resource.operations.contains(.delete):
            try await engine.delete(resource, id, request.caller)
            return .deleted(resource.manners.deleted)
        case .post:
            throw AjarError.notFound("There is nothing to POST to at this URL; use PUT to change an object.")
        case .get, .put, .delete:
            throw Self.noMethod
        }
    }

    /// Kept apart from 404 by its text; `Errors+HTTP` makes a 405 of it.
    package static let noMethod: AjarError = .notFound("Method not allowed.")
}

extension APIRequest {
    /// `_params` in a body replaces the query string (reference 2.5).
    fileprivate mutating func takeParametersFromBody() {
        guard case .object(let given)? = body?["_params"] else { return }
        parameters = Parameters(given)
        body?["_params"] = nil
    }

    /// Flags that say how something is to be made, and are no part of it, may stand in the query string as
    /// well.
    fileprivate func bodyWithFlags(of resource: Resource) -> JSONObject {
        var body = body ?? JSONObject()
        for spec in resource.layout.specs where !spec.stored && !spec.shown && spec.writable != .never {
            guard spec.kind.storage == .flag, body[spec.name] == nil,
                let text = parameters.nonempty(spec.name)
            else { continue }
            body[spec.name] = .bool(text.lowercased() != "false")
        }
        return body
    }
}
