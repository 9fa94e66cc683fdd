import AjarCore
import AjarTestKit
import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The real program in a folder of its own: started, asked over HTTP, killed and started again.
actor AjarProcess {
    struct Failed: Error, CustomStringConvertible { let description: String }

    /// What the build made; `make test` says where it is.
    static let binary: String? = {
        if let path = ProcessInfo.processInfo.environment["AJAR_TEST_BINARY"] { return path }
        let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("ajar").path
        return FileManager.default.isExecutableFile(atPath: beside) ? beside : nil
    }()

    let folder: String
    private let port: Int
    private let options: [String]
    /// Where the installation is.
    private let place: [String]
    private var process: Process?
    private(set) var key = ""

    /// Makes the organization; nothing runs yet.
    init(options: [String] = [], database: String? = nil) throws {
        folder = "\(NSTemporaryDirectory())ajar-e2e-\(UUID().uuidString)"
        port = try Self.freePort()
        self.options = options
        place = ["--data", folder] + (database.map { ["--database", $0] } ?? [])
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let organization = [
            "--organization", "Acme", "--user-name", "Ada Lovelace", "--email", "ada@acme.test",
            "--password", "a password for tests",
        ]
        key = try JSONParser.parse(try Self.run(["setup"] + place + organization))["api_key"].string ?? ""
    }

    /// Another process of the same installation.
    init(beside other: AjarProcess) async throws {
        folder = other.folder
        place = other.place
        options = other.options
        key = await other.key
        port = try Self.freePort()
    }

    static func with(
        options: [String] = [], database: String? = nil, _ body: (AjarProcess) async throws -> Void
    ) async throws {
        let ajar = try AjarProcess(options: options, database: database)
        let result: Result<Void, any Error>
        do {
            try await body(ajar)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await ajar.kill()
        try? FileManager.default.removeItem(atPath: ajar.folder)
        try result.get()
    }

    // MARK: - Living and dying

    /// Starts it and waits until it is ready. `crashAt` is the moment of a sending at which it kills itself.
    func start(crashAt moment: String? = nil) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.binary ?? "")
        process.arguments =
            ["serve"] + place
            + ["--listen", "127.0.0.1:\(port)", "--rate-limit", "off", "--retry-first", "1"] + options
        var environment = ProcessInfo.processInfo.environment
        environment["AJAR_CRASH_AT"] = moment
        process.environment = environment
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        try await Condition.wait(until: "the server is ready") {
            (try? await self.ask("GET", "/readyz").status) == 200
        }
    }

    /// Waits until it has died of itself.
    func waitForDeath() async throws {
        try await Condition.wait(until: "the server has killed itself") {
            await self.process?.isRunning == false
        }
        process = nil
    }

    /// As the kernel does it when memory is short.
    func kill() {
        guard let process, process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        self.process = nil
    }

    // MARK: - Asking

    func ask(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> (status: Int, json: JSON)
    {
        guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else {
            throw Failed(description: path)
        }
        var request = URLRequest(url: url, timeoutInterval: 10)
        request.httpMethod = method
        request.setValue(
            "Basic \(Data("\(key):".utf8).base64EncodedString())", forHTTPHeaderField: "Authorization")
        if let body {
            request.httpBody = Data(body.text.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        return (status, (try? JSONParser.parse(Array(data))) ?? .null)
    }

    /// A POST to the API that must succeed.
    func post(_ path: String, _ body: JSON) async throws -> JSON {
        let answer = try await ask("POST", "/api/v1/\(path)/", body)
        guard (200..<300).contains(answer.status) else {
            throw Failed(description: "\(answer.status) \(answer.json.text)")
        }
        return answer.json
    }

    func email(_ id: JSON) async throws -> JSON {
        try await ask("GET", "/api/v1/activity/email/\(id.string ?? "")/").json
    }

    /// A mailbox at this server, and an email in the outbox. The email's id.
    func send(
        through smtp: JSON, to recipients: [String], subject: String, body: String = "Hello"
    ) async throws -> JSON {
        _ = try await post(
            "connected_account",
            [
                "_type": "custom_email", "email": "rep@example.test", "name": "Rep", "smtp": smtp,
                "imap": nil,
            ])
        let lead = try await post("lead", ["name": "Lead"])
        return try await post(
            "activity/email",
            [
                "lead_id": lead["id"], "status": "outbox", "sender": "Rep <rep@example.test>",
                "to": .array(recipients.map(JSON.string)),
                "subject": .string(subject), "body_text": .string(body),
            ])["id"]
    }

    func wait(for status: String, of id: JSON) async throws -> JSON {
        try await Condition.wait(until: "the email is \(status)", deadline: .seconds(60)) {
            try await self.email(id)["status"].string == status
        }
        return try await email(id)
    }

    // MARK: - Helpers

    private static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: binary ?? "")
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(description: "\(arguments.first ?? "") failed")
        }
        return String(decoding: data, as: UTF8.self)
    }

    static func freePort() throws -> Int {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw Failed(description: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
