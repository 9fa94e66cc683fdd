import AjarCRM
import AjarCore
import AjarStore
import HTTPTypes

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `/healthz`: the process lives. Asks nobody, so that a slow database doesn't get us killed.
struct HealthDoor: Door {
    func answer(_ visit: Visit) async throws -> Answer {
        guard visit.isRead else { throw Visit.noMethod }
        return Answer(status: 200, body: Self.body)
    }

    private static let body: [UInt8] = Array(#"{"status":"ok"}"#.utf8)
}

/// `/readyz`: the process can do its work.
struct ReadyDoor: Door {
    let store: Store

    func answer(_ visit: Visit) async throws -> Answer {
        guard visit.isRead else { throw Visit.noMethod }
        do {
            _ = try await store.read { try $0.value("SELECT 1") }
        } catch {
            return Answer(status: 503, body: Array(#"{"status":"the database does not answer"}"#.utf8))
        }
        return Answer(status: 200, body: Array(#"{"status":"ready"}"#.utf8))
    }
}

/// `/metrics`, for Prometheus.
struct MetricsDoor: Door {
    let store: Store
    let metrics: Metrics

    func answer(_ visit: Visit) async throws -> Answer {
        guard visit.isRead else { throw Visit.noMethod }
        var page = PrometheusPage()
        metrics.write(into: &page)
        writeProcess(into: &page)
        try await writeJobs(into: &page)
        return .text(page.text, type: PrometheusPage.contentType)
    }

    private func writeProcess(into page: inout PrometheusPage) {
        page.begin("process_start_time_seconds", "gauge", "When the process started, in seconds since 1970.")
        page.add(Double(metrics.started.micros) / 1e6)
        if let resident = ProcessMemory.resident {
            page.begin("process_resident_memory_bytes", "gauge", "Memory that the process holds.")
            page.add(resident)
        }
    }

    private func writeJobs(into page: inout PrometheusPage) async throws {
        let counts = try await store.read { try $0.jobCounts() }
        page.begin("ajar_jobs", "gauge", "Unfinished jobs, by queue and state.")
        for count in counts {
            page.add(count.due, ["queue": count.queue, "state": "due"])
            page.add(count.scheduled, ["queue": count.queue, "state": "scheduled"])
            page.add(count.running, ["queue": count.queue, "state": "running"])
        }
        page.begin(
            "ajar_oldest_due_job_seconds", "gauge", "For how long the oldest due job has been waiting.")
        for count in counts { page.add(Double(count.oldestDueAge.micros) / 1e6, ["queue": count.queue]) }
        let given = try await store.read { try $0.discardedJobs() }
        page.begin("ajar_jobs_discarded", "gauge", "Jobs that were given up, as long as they are kept.")
        page.add(given)
        let emails = try await store.read { reader in
            // What waits or failed is little; what was sent would be a walk through years.
            try reader.rows(
                """
                SELECT status, COUNT(*) AS n FROM email
                WHERE status IN ('scheduled', 'outbox', 'error') GROUP BY status ORDER BY status
                """)
        }
        page.begin("ajar_emails", "gauge", "Emails that wait to be sent, or failed, by status.")
        for row in emails { page.add(row.int("n"), ["status": row.text("status")]) }
    }
}

/// What the kernel says of our memory.
enum ProcessMemory {
    /// Bytes; nil where there is no `/proc`.
    static var resident: Int? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = fread(&bytes, 1, bytes.count, file)
        let words = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: " ")
        guard words.count > 1, let pages = Int(words[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
