/// The header of a message as bytes, field by field: what FETCH gives out and SEARCH looks into.
struct HeaderBlock: Sendable {
    private var fields: [(name: String, bytes: ArraySlice<UInt8>)] = []

    init(_ source: [UInt8] = []) {
        var start = 0
        while start < source.count {
            let end: Int = source[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? source.count
            let line: ArraySlice<UInt8> = source[start..<end]
            guard let first = line.first, first != 0x0D, first != 0x0A else { return }
            start = end
            if first == 0x20 || first == 0x09, let last = fields.popLast() {
                fields.append((last.name, source[last.bytes.startIndex..<end]))
            } else if let colon = line.firstIndex(of: 0x3A) {
                fields.append((String(decoding: line[..<colon], as: UTF8.self).lowercased(), line))
            }
        }
    }

    /// Those of these names, or all, with the empty line behind them.
    func bytes(_ names: [HeaderName]) -> [UInt8] {
        let wanted = Set(names.map(\.folded))
        let chosen = fields.filter { names.isEmpty || wanted.contains($0.name) }
        return chosen.flatMap(\.bytes) + [0x0D, 0x0A]
    }

    /// Both in lower case. An empty text is in every field of the name.
    func contains(_ text: String, in name: String) -> Bool {
        fields.contains { field in
            guard field.name == name else { return false }
            let value = String(decoding: field.bytes.dropFirst(name.utf8.count + 1), as: UTF8.self)
            return text.isEmpty || value.lowercased().contains(text)
        }
    }
}
