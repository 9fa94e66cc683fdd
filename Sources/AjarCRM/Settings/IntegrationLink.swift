import AjarCore
import AjarResource
import AjarStore

/// A link to another system, shown on leads, contacts or opportunities with their own values filled in.
enum IntegrationLink {
    static let resource: Resource = Resource(
        "integration_link", model: "IntegrationLink", id: .classic("intlink"), table: "integration_link",
        extends: Audit.classic,
        fields: [
            Plain("name", .text(max: 255), required: true), Plain("url", .text(max: 2000), required: true),
            Plain("type", .choice(["lead", "contact", "opportunity"]), required: true, filter: .exact),
        ],
        permissions: Permissions(write: .customizations),
        rules: [
            { change, _ in
                guard change.isGiven("url"), let url = change.new["url"].string else { return }
                if !url.lowercased().hasPrefix("https://"), !url.lowercased().hasPrefix("http://") {
                    change.refuse("url", "Invalid URL.")
                }
            }
        ])

    /// Fills `integration_links`. Events go without: who follows them has no use for links.
    static func load(_ type: String) -> Load {
        Load(["integration_links"]) { records, context in
            guard context.purpose != .event else { return }
            guard let links = try all(context)[type] else { return }
            for index in records.indices {
                let filled = links.map { link -> JSON in
                    let url = fill(link["url"].string ?? "", type, records[index])
                    return ["name": link["name"], "url": .string(url)]
                }
                records[index]["integration_links"] = .array(filled)
            }
        }
    }

    /// By the type of object that they stand on. Looked up once in a transaction: a lead shows its own and
    /// those of its contacts.
    private static func all(_ context: ReadContext) throws -> [String: [Record]] {
        if let known = context.memo[memo] as? [String: [Record]] { return known }
        let links = try context.all(resource, where: "1 = 1", order: "date_created, id", limit: 300)
        let byType = Dictionary(grouping: links) { $0["type"].string ?? "" }.mapValues {
            Array($0.prefix(100))
        }
        context.memo[memo] = byType
        return byType
    }

    private static let memo: String = "integration links"

    /// `{{ lead.name }}` becomes the value, made safe for a URL; what isn't known becomes nothing.
    static func fill(_ url: String, _ type: String, _ record: Record) -> String {
        var out = ""
        var rest = url[...]
        while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}")
        {
            out += rest[..<start.lowerBound]
            out += escape(value(String(rest[start.upperBound..<end.lowerBound]).trimmed, type, record))
            rest = rest[end.upperBound...]
        }
        return out + rest
    }

    private static func value(_ tag: String, _ type: String, _ record: Record) -> String {
        guard tag.hasPrefix("\(type).") else { return "" }
        let name = String(tag.dropFirst(type.utf8.count + 1))
        let value = name.hasPrefix("custom.") ? record["custom"][String(name.dropFirst(7))] : record[name]
        return value.string ?? (value.number == nil ? "" : value.text)
    }

    private static func escape(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.append(byte)
            default: out += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
