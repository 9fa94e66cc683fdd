import AjarCore
import AjarResource
import AjarStore

/// `/oauth_app/`: the programs of the organization that may ask its people for access.
enum OAuthAppEndpoints {
    static let all: [Endpoint] = [
        Endpoint(.get, "oauth_app", "The organization's OAuth apps") { request, engine in
            try check(request.caller)
            let apps = try await OAuthClients(store: engine.store).list(
                organization: request.caller.organization)
            return .json(["data": .array(apps.map(json)), "has_more": false])
        },
        Endpoint(.post, "oauth_app", "Register an app; its secret is in this answer and never again") {
            request, engine in
            try check(request.caller)
            let name = try Account.text("name", request.body, max: 100)
            guard let list = request.body?["redirect_uris"]?.array, list.count <= 20,
                list.allSatisfy({ $0.string != nil })
            else {
                throw AjarError.invalid("redirect_uris", "A list of URLs is needed.")
            }
            let made = try await OAuthClients(store: engine.store).create(
                organization: request.caller.organization, name: name,
                redirectURIs: list.compactMap(\.string),
                isPublic: request.body?["is_public"]?.bool ?? false)
            var body = json(made.client).object ?? JSONObject()
            body["client_secret"] = JSON(made.secret?.text)
            return .json(.object(body), status: 201)
        },
        Endpoint(.delete, "oauth_app/{id}", "End an app, with everything it was granted") { request, engine in
            try check(request.caller)
            let clients = OAuthClients(store: engine.store)
            guard let app = try await clients.find(request.path["id"] ?? ""),
                app.organization == request.caller.organization,
                try await clients.revoke(app.id)
            else { throw AjarError.noSuch("OAuthApp") }
            return .deleted(200)
        },
    ]

    private static func check(_ caller: Caller) throws {
        _ = try Account.person(caller)
        guard caller.may("manage_organization") else { throw AjarError.forbidden(WriteContext.noPermission) }
    }

    private static func json(_ app: OAuthClient) -> JSON {
        [
            "id": .string(app.id), "name": .string(app.name), "is_public": .bool(app.isPublic),
            "redirect_uris": .array(app.redirectURIs.map(JSON.string)),
        ]
    }
}
