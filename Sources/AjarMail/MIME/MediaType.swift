/// `type/subtype; name=value`, as somebody claimed it. What can't be one is plain bytes.
struct MediaType: Hashable {
    let type: String
    let subtype: String
    let parameters: [(name: String, value: String)]

    /// A multipart or a message needs an encoding that a file doesn't have, so such a claim is not repeated.
    init(_ text: String) {
        var pieces: [Substring] = text.prefix(512).split(separator: ";", omittingEmptySubsequences: false)
        let names: [Substring] = (pieces.isEmpty ? "" : pieces.removeFirst()).trimmingSpaces().split(
            separator: "/")
        let isValid: Bool =
            names.count == 2 && names.allSatisfy { $0.utf8.count <= 100 && $0.utf8.allSatisfy(\.isToken) }
        guard isValid, !["multipart", "message"].contains(names[0].lowercased()) else {
            (type, subtype, parameters) = ("application", "octet-stream", [])
            return
        }
        type = names[0].lowercased()
        subtype = names[1].lowercased()
        parameters = pieces.compactMap(Self.parameter)
    }

    private static func parameter(_ text: Substring) -> (name: String, value: String)? {
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let name: String = text[..<equals].trimmingSpaces().lowercased()
        var value: Substring = text[text.index(after: equals)...].trimmingSpaces()
        if value.count >= 2, value.first == "\"", value.last == "\"" { value = value.dropFirst().dropLast() }
        guard !name.isEmpty, name.utf8.allSatisfy(\.isToken), !["name", "boundary"].contains(name) else {
            return nil
        }
        guard value.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C }) else {
            return nil
        }
        return (name, String(value))
    }

    static func == (left: MediaType, right: MediaType) -> Bool {
        left.type == right.type && left.subtype == right.subtype
    }
    func hash(into hasher: inout Hasher) {
        hasher.combine(type)
        hasher.combine(subtype)
    }
}
