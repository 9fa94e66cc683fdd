import AjarServer
import AjarTestKit
import Foundation
import Testing

/// Whoever has a program for Close changes its base URL and nothing else. `make test` sets the environment
/// up.
@Suite struct OfficialClientTests {
    /// A Python that has the client, where there is one.
    private static let python: String? = ProcessInfo.processInfo.environment["AJAR_TEST_CLIENT"]

    private static let script: String = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Client/official_client.py").path

    @Test(.enabled(if: python != nil), arguments: Backend.available)
    func `the official Python client works a day with us and waits when it is told to`(
        backend: Backend
    ) async throws {
        try await TestServer.with(backend, listening: true, isManual: false) { server in
            try await TestServer.with(listening: true, isManual: false, configure: { $0.rateLimit = 2 }) {
                limited in
                let (status, output) = try await run([
                    address(server), server.ours.key, address(limited), limited.ours.key,
                ])
                #expect(status == 0, "\(output)")
            }
        }
    }

    private func address(_ server: TestServer) -> String { "http://127.0.0.1:\(server.port ?? 0)/api/v1/" }

    private func run(_ arguments: [String]) async throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.python ?? "")
        process.arguments = [Self.script] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        // Off the cooperative threads: the servers under test need them.
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let output = pipe.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                continuation.resume(
                    returning: (process.terminationStatus, String(decoding: output, as: UTF8.self)))
            }
        }
    }
}
