import AjarCore
import AjarResource
import AjarStore

/// The index of telephone numbers by which calls and messages find their contact.
enum ContactPhones {
    @Sendable static func keep(_ change: Change, _ context: WriteContext) throws {
        guard change.isDeletion || change.changes(Contact.phones) || change.changes(Contact.leadID) else {
            return
        }
        if !change.isCreation {
            try context.transaction.execute(
                "DELETE FROM contact_phone WHERE organization = \(context.organization) AND contact_id = \(change.id)"
            )
        }
        guard !change.isDeletion else { return }
        for phone in Set(change.new[Contact.phones].compactMap { $0["phone"].string }).sorted() {
            try context.transaction.execute(
                """
                INSERT INTO contact_phone (organization, phone, contact_id, lead_id)
                VALUES (\(context.organization), \(phone), \(change.id), \(change.new[Contact.leadID]))
                """)
        }
    }

    /// Who has this number; on the lead, where one is known. A number that several have is nobody's.
    static func find(
        _ phone: String, lead: String?, _ context: ReadContext
    ) throws -> (lead: String, contact: String)? {
        var query: SQL = """
            SELECT lead_id, contact_id FROM contact_phone
            WHERE organization = \(context.organization) AND phone = \(phone)
            """
        if let lead { query += " AND lead_id = \(lead)" }
        let rows = try context.reader.rows(query + " ORDER BY contact_id LIMIT 2")
        guard let row = rows.first, lead != nil || rows.count == 1 else { return nil }
        return (row.text("lead_id"), row.text("contact_id"))
    }

    /// Gives an activity the contact and the lead that its number tells, where nobody named them.
    static func rule(_ phone: Field<String?>) -> Rule {
        { change, context in
            guard change.isCreation, change.errors.isEmpty, change.new[Activity.contactID] == nil,
                let number = change.new[phone],
                let found = try find(number, lead: change.new[Activity.leadID], context)
            else { return }
            change.new[Activity.contactID] = found.contact
            change.new[Activity.leadID] = found.lead
        }
    }
}

extension Load {
    /// Numbers as people read them, and the countries that they belong to.
    static func phoneForms(_ names: [(phone: String, formatted: String, country: String?)]) -> Load {
        Load(names.flatMap { [$0.formatted] + ($0.country.map { [$0] } ?? []) }) { records, _ in
            for index in records.indices {
                for (phone, formatted, country) in names {
                    let number = records[index][phone].string.flatMap { PhoneNumber($0) }
                    records[index][formatted] = JSON(number?.formatted ?? records[index][phone].string)
                    if let country { records[index][country] = JSON(number?.country) }
                }
            }
        }
    }
}
