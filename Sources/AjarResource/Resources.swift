package import AjarCore
import AjarStore

/// All resources and odd endpoints of the API, found by path.
package final class Resources: Sendable {
    package let all: [Resource]
    package let byPath: [String: Resource]
    package let endpoints: [Endpoint]
    /// By the first part of their paths, so that a request is compared with few.
    let endpointsByRoot: [String: [Endpoint]]
    /// What the application needs to know of its installation; the engine never looks inside.
    package let environment: any Sendable
    let customFields: CustomFields.Source
    /// Older names of the first part of a path.
    let aliases: [String: String]
    /// Called for each event row, in its transaction: what hangs off the log hangs here.
    let eventWritten: (@Sendable (ID, EventRow, WriteContext) throws -> Void)?

    package init(
        _ all: [Resource], endpoints: [Endpoint] = [], environment: any Sendable = (),
        customFields: @escaping CustomFields.Source = { _, _ in [:] }, aliases: [String: String] = [:],
        eventWritten: (@Sendable (ID, EventRow, WriteContext) throws -> Void)? = nil
    ) {
        self.all = all
        byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })
        self.endpoints = endpoints
        endpointsByRoot = Dictionary(grouping: endpoints) { $0.parts.first.map(String.init) ?? "" }
        self.environment = environment
        self.customFields = customFields
        self.aliases = aliases
        self.eventWritten = eventWritten
    }
}

package enum Method: String, Sendable, CaseIterable {
    case get = "GET", post = "POST", put = "PUT", delete = "DELETE"
}

/// An operation that is none of the five: its own path, its own code.
package struct Endpoint: Sendable {
    package let method: Method
    /// `email_template/{id}/render`: a part in braces takes whatever stands there.
    package let path: String
    package let summary: String
    package let run: @Sendable (APIRequest, Engine) async throws -> APIAnswer
    let parts: [Substring]

    package init(
        _ method: Method, _ path: String, _ summary: String,
        run: @escaping @Sendable (APIRequest, Engine) async throws -> APIAnswer
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.run = run
        parts = path.split(separator: "/")
    }

    /// The parts in braces, if the path fits.
    func match(_ segments: [String]) -> [String: String]? {
        guard segments.count == parts.count else { return nil }
        var found: [String: String] = [:]
        for (part, segment) in zip(parts, segments) {
            if part.hasPrefix("{") {
                found[String(part.dropFirst().dropLast())] = segment
            } else if part != segment {
                return nil
            }
        }
        return found
    }
}
