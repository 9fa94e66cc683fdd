import AjarCore
import HTTPTypes
import Synchronization

/// What has been answered since the start, for Prometheus.
final class Metrics: Sendable {
    private struct Label: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private struct Durations {
        var counts = [Int](repeating: 0, count: Metrics.bounds.count + 1)
        var micros = 0
    }

    /// Upper ends of the histogram's buckets, in microseconds, and how Prometheus spells them in seconds.
    private static let bounds: [(micros: Int, seconds: String)] = [
        (500, "0.0005"), (1000, "0.001"), (2500, "0.0025"), (5000, "0.005"), (10_000, "0.01"),
        (25_000, "0.025"),
        (50_000, "0.05"), (100_000, "0.1"), (250_000, "0.25"), (500_000, "0.5"), (1_000_000, "1"),
        (5_000_000, "5"),
    ]
    /// Routes are few, but methods come from outside.
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]

    private struct State {
        var requests: [Label: Int] = [:]
        var durations: [String: Durations] = [:]
    }

    let started: Timestamp
    private let state = Mutex(State())

    init(started: Timestamp) { self.started = started }

    func count(_ method: HTTPRequest.Method, _ route: String, _ status: Int, _ taken: Duration) {
        let name = Self.methods.contains(method.rawValue) ? method.rawValue : "other"
        let micros = taken.micros
        let bucket = Self.bounds.firstIndex { micros <= $0.micros } ?? Self.bounds.count
        state.withLock { state in
            state.requests[Label(method: name, route: route, status: status), default: 0] += 1
            state.durations[route, default: Durations()].counts[bucket] += 1
            state.durations[route, default: Durations()].micros += micros
        }
    }

    /// The part of `/metrics` that lives in memory.
    func write(into page: inout PrometheusPage) {
        let state = state.withLock { $0 }
        page.begin("ajar_http_requests_total", "counter", "Answered requests, by method, route and status.")
        for (label, count) in state.requests.sorted(by: {
            ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status)
        }) {
            page.add(count, ["method": label.method, "route": label.route, "status": String(label.status)])
        }
        page.begin(
            "ajar_http_request_duration_seconds", "histogram",
            "From the first byte of a request to its answer.")
        for (route, durations) in state.durations.sorted(by: { $0.key < $1.key }) {
            var sum = 0
            for (count, bound) in zip(durations.counts, Self.bounds) {
                sum += count
                page.add(sum, ["route": route, "le": bound.seconds], suffix: "_bucket")
            }
            sum += durations.counts.last ?? 0
            page.add(sum, ["route": route, "le": "+Inf"], suffix: "_bucket")
            page.add(Double(durations.micros) / 1e6, ["route": route], suffix: "_sum")
            page.add(sum, ["route": route], suffix: "_count")
        }
    }
}

/// Text in the exposition format of Prometheus, 0.0.4.
struct PrometheusPage {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""
    private var name = ""

    mutating func begin(_ name: String, _ type: String, _ help: String) {
        self.name = name
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    mutating func add(
        _ value: some Numeric & Sendable, _ labels: KeyValuePairs<String, String> = [:], suffix: String = ""
    ) {
        let written = labels.map { "\($0)=\"\(Self.escape($1))\"" }.joined(separator: ",")
        text += "\(name)\(suffix)\(written.isEmpty ? "" : "{\(written)}") \(value)\n"
    }

    private static func escape(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
