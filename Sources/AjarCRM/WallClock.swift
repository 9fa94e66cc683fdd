import AjarCore
import Foundation

/// The clock on the wall of a place: what it shows at a moment, and when it shows a time.
struct WallClock: Sendable {
    private let zone: TimeZone

    /// Nil for what is no zone of the tz database.
    init?(zone name: String) {
        guard name.utf8.count <= 100, let zone = TimeZone(identifier: name) else { return nil }
        self.zone = zone
    }

    private init(_ zone: TimeZone) { self.zone = zone }

    static let utc: WallClock = WallClock(.gmt)

    /// What the clock shows, as microseconds since the 1st of January 1970 of that clock.
    func reading(at moment: Timestamp) -> Int { moment.micros + offset(at: moment.micros) }

    /// When the clock shows it. A time that comes twice is meant when it comes first; one that the clock
    /// jumps over is moved on by as much as it jumps, as calendars do (RFC 5545 §3.3.5).
    func moment(showing reading: Int) -> Timestamp {
        let day = 86_400_000_000
        let before = offset(at: reading - day)
        let after = offset(at: reading + day)
        let candidates = [reading - max(before, after), reading - min(before, after)]
        let shown = candidates.first { $0 + offset(at: $0) == reading }
        return Timestamp(micros: shown ?? reading - before)
    }

    private func offset(at micros: Int) -> Int {
        let seconds = Double(micros) / 1_000_000
        return zone.secondsFromGMT(for: Date(timeIntervalSince1970: seconds)) * 1_000_000
    }
}

/// The zone of a country, for people of whom nothing better is known: the one that the tz database names
/// first, which is where most of a country's people live or the middle of its zones.
enum CountryZone {
    static func name(of country: String) -> String? { table[country.uppercased()] }

    private static let table: [String: String] = {
        guard let text = try? String(contentsOfFile: "/usr/share/zoneinfo/zone.tab", encoding: .utf8) else {
            return [:]
        }
        var zones: [String: String] = [:]
        for line in text.split(separator: "\n") where line.first != "#" {
            let columns = line.split(separator: "\t")
            guard columns.count >= 3, zones[String(columns[0])] == nil else { continue }
            zones[String(columns[0])] = String(columns[2])
        }
        return zones
    }()
}
