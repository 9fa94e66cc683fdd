package import AjarCRM
package import AjarCore
import AjarMail
package import AjarResource
package import AjarStore
import Foundation

/// The databases that must behave alike.
package enum Backend: String, CaseIterable, Sendable {
    case sqlite, postgres

    /// Where the tests find a PostgreSQL, as a libpq URL.
    package static let postgresURL: String? = ProcessInfo.processInfo.environment["AJAR_TEST_POSTGRES"]

    /// Those that are there: PostgreSQL is tested where `make test` started one.
    package static let available: [Backend] = postgresURL == nil ? [.sqlite] : allCases
}

extension Turnstile {
    /// All tests run at once, and a server has only so many connections.
    package static let postgres: Turnstile = Turnstile(places: 8)
}

/// The whole CRM without HTTP, on a database of its own, with two organizations and a clock that a test
/// turns.
package struct Workbench: Sendable {
    package let backend: Backend
    package let clock: ManualClock
    package let api: API
    package let installation: Installation
    /// An admin of the first organization.
    package let admin: Caller
    /// An admin of another organization, who must never see anything of the first.
    package let stranger: Caller

    package var engine: Engine { api.engine }
    package var store: Store { api.engine.store }

    package static let start: Timestamp = Timestamp(micros: 1_790_000_000_000_000)

    /// A fresh database for one test, given to the body and deleted after it.
    package static func with(_ backend: Backend, _ body: (Workbench) async throws -> Void) async throws {
        let clock = ManualClock(start)
        let environs = Environs(clock: clock.clock, random: .system)
        switch backend {
        case .sqlite:
            let store = Store(driver: try SQLiteDriver.temporary(), environs: environs)
            try await run(backend, store, clock, body)
        case .postgres:
            await Turnstile.postgres.enter()
            defer { Turnstile.postgres.leave() }
            let url = Backend.postgresURL ?? ""
            let schema = "test_\(ID.make(.short("s"), at: start, random: .system).text.lowercased())"
            var options = PostgresDriver.Options(url: url)
            options.connections = 1
            let admin = try await PostgresDriver.open(options)
            try await admin.write { _ = try $0.run(SQL(trusted: "CREATE SCHEMA \(schema)")) }
            options.schema = schema
            options.connections = 4
            let store = Store(driver: try await PostgresDriver.open(options), environs: environs)
            let result: Result<Void, any Error>
            do {
                try await run(backend, store, clock, body)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            try await admin.write { _ = try $0.run(SQL(trusted: "DROP SCHEMA \(schema) CASCADE")) }
            await admin.close()
            try result.get()
        }
    }

    private static func run(
        _ backend: Backend, _ store: Store, _ clock: ManualClock, _ body: (Workbench) async throws -> Void
    ) async throws {
        try await Migrator(store).migrate(Migrations.all())
        let folder = "\(NSTemporaryDirectory())/ajar-\(UUID().uuidString)"
        let secrets = SecretBox(key: [UInt8](repeating: 7, count: 32))
        let installation = Installation(
            baseURL: "http://ajar.test", secrets: secrets,
            files: FileStore(folder: folder, secrets: secrets, store: store),
            relay: Relay(timeouts: SMTPTimeouts(all: .seconds(5))))
        let resources = CRM.resources(installation)
        let api = API(engine: Engine(store: store, resources: resources))
        let signUp = SignUp(store: store, resources: resources)
        let admin = try await caller(signUp, store, "Acme & Sons", "Ada Lovelace", "ada@acme.test")
        let stranger = try await caller(signUp, store, "Umbrella", "Eve Else", "eve@umbrella.test")
        try await body(
            Workbench(
                backend: backend, clock: clock, api: api, installation: installation, admin: admin,
                stranger: stranger))
        await installation.relay.close()
        await store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func caller(
        _ signUp: SignUp, _ store: Store, _ organization: String, _ name: String, _ email: String
    ) async throws -> Caller {
        let made = try await signUp.setUp(
            organization: organization, userName: name, email: email, passwordHash: nil)
        guard let caller = try await Callers(store: store).caller(apiKey: made.apiKey ?? "") else {
            throw AjarError.unauthorized
        }
        return caller
    }

    // MARK: - Asking

    /// One request as the admin, or as somebody else; the answer's status and JSON, errors included.
    package func ask(
        _ method: AjarResource.Method, _ path: String, _ body: JSON? = nil, as caller: Caller? = nil,
        _ parameters: [String: String] = [:]
    ) async throws -> (status: Int, json: JSON) {
        let request = APIRequest(
            method, path.split(separator: "/").map(String.init),
            parameters: Parameters(parameters.map { (name: $0.key, value: $0.value) }), body: body?.object,
            caller: caller ?? admin)
        do {
            let answer = try await api.answer(request)
            let text = String(decoding: answer.body, as: UTF8.self)
            return (answer.status, text.isEmpty ? .null : try JSONParser.parse(text))
        } catch let error as AjarError {
            return error.answer
        }
    }

    /// A request that must succeed; its JSON.
    package func get(_ path: String, _ parameters: [String: String] = [:]) async throws -> JSON {
        try await success(.get, path, nil, parameters)
    }

    package func post(_ path: String, _ body: JSON) async throws -> JSON {
        try await success(.post, path, body, [:])
    }

    package func put(_ path: String, _ body: JSON) async throws -> JSON {
        try await success(.put, path, body, [:])
    }

    private func success(
        _ method: AjarResource.Method, _ path: String, _ body: JSON?, _ parameters: [String: String]
    ) async throws -> JSON {
        let (status, json) = try await ask(method, path, body, parameters)
        guard (200..<300).contains(status) else { throw Refused(status: status, json: json) }
        return json
    }

    private func ask(
        _ method: AjarResource.Method, _ path: String, _ body: JSON?, _ parameters: [String: String]
    ) async throws -> (status: Int, json: JSON) {
        try await ask(method, path, body, as: nil, parameters)
    }

    package struct Refused: Error, CustomStringConvertible {
        package let status: Int
        package let json: JSON
        package var description: String { "\(status) \(json.text)" }
    }
}

extension AjarError {
    /// What a client would see: status and body.
    package var answer: (status: Int, json: JSON) {
        switch self {
        case .invalid(let errors): (400, errors.json)
        case .badRequest(let text): (400, ["error": .string(text)])
        case .unauthorized: (401, ["error": "unauthorized"])
        case .forbidden(let text): (403, ["error": .string(text)])
        case .notFound(let text): (404, ["error": .string(text)])
        case .conflict(let text): (409, ["error": .string(text)])
        case .limited: (429, [:])
        case .tooLarge(let text): (413, ["error": .string(text)])
        case .unavailable(let text): (503, ["error": .string(text)])
        }
    }
}
