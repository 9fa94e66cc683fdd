import AjarStore
import Foundation

/// PostgreSQL's own programs for copies: nobody knows its catalogue better.
struct PostgresPrograms {
    struct Failure: Error, Sendable, CustomStringConvertible {
        let program: String
        let words: String
        var description: String {
            words.isEmpty
                ? "\(program) is not installed; it comes with PostgreSQL's client." : "\(program): \(words)"
        }
    }

    let url: String

    /// One snapshot, which the server keeps while others write.
    func dump(to path: String, schema: String?) throws {
        let only = schema.map { ["--schema", $0] } ?? []
        try run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--file", path] + only)
    }

    /// All or nothing: a table that is there already ends it, and nothing was changed.
    func restore(from path: String) throws {
        let name = try PostgresURL.variables(url)["PGDATABASE"] ?? NSUserName()
        try run(
            "pg_restore",
            [
                "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--dbname", name,
                path,
            ])
    }

    private func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(try PostgresURL.variables(url)) {
            $1
        }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = output
        try process.run()
        let words = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            // 127 is env's word for a program that isn't there.
            throw Failure(
                program: program, words: process.terminationStatus == 127 ? "" : String(words.prefix(2000)))
        }
    }
}
