import AjarCore
import AjarResource
import AjarStore

/// `send_in_recipient_timezone`: the time of `date_scheduled` is one on the clock where the contact lives.
enum RecipientTime {
    private typealias Email = EmailActivity

    /// Takes the time as it was written, whatever offset stood behind it, and schedules the moment at which
    /// the contact's clock shows it.
    @Sendable static func rule(_ change: inout Change, _ context: WriteContext) throws {
        guard change.source == .client, !change.isDeletion, change.errors.isEmpty,
            change.new[Email.inRecipientTimezone]
        else { return }
        guard let text = change.input[Email.dateScheduled.name]?.string else {
            if change.isGiven(Email.inRecipientTimezone),
                change.changes(Email.inRecipientTimezone) || change.isCreation
            {
                change.refuse(Email.dateScheduled.name, .required)
            }
            return
        }
        guard let reading = Timestamp(iso: withoutOffset(text)) else { return }
        change.new[Email.dateScheduled] = try clock(of: change.new, context).moment(showing: reading.micros)
    }

    /// `2026-03-29T09:00:00+02:00` → `2026-03-29T09:00:00`
    private static func withoutOffset(_ text: String) -> Substring {
        let time = text.dropFirst(10)
        return text[..<(time.firstIndex { "Zz+-".contains($0) } ?? text.endIndex)]
    }

    /// The contact's own zone, else that of the country of the first telephone number, else that of the
    /// lead's first address, else the organization's.
    private static func clock(of email: Record, _ context: ReadContext) throws -> WallClock {
        let contact = try email[Activity.contactID].flatMap { try context.find(Contact.resource, $0) }
        if let zone = contact?["timezone"].string, let clock = WallClock(zone: zone) { return clock }
        var countries = contact?[Contact.phones].compactMap { $0["country"].string } ?? []
        if let lead = try email[Activity.leadID].flatMap({ try context.find(Lead.resource, $0) }) {
            countries += (lead["addresses"].array ?? []).compactMap { $0["country"].string }
        }
        for country in countries {
            if let zone = CountryZone.name(of: country), let clock = WallClock(zone: zone) { return clock }
        }
        let settings = try context.reader.first(
            "SELECT settings FROM organization WHERE organization = \(context.organization)")
        return settings?.json("settings")["timezone"].string.flatMap(WallClock.init(zone:)) ?? .utc
    }
}
