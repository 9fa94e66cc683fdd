/// A QR code (ISO/IEC 18004) of a short text: bytes, error correction level M, versions 1 to 10. Drawn as
/// SVG.
package struct QRCode: Sendable {
    /// The modules by row; true is dark.
    package private(set) var modules: [[Bool]]
    /// The modules that have a fixed place, which no mask may touch.
    private var fixed: [[Bool]]
    private let version: Int

    private var size: Int { modules.count }

    /// Nil when the text is too long: 213 bytes are the most. Without a mask, the one that is read best is
    /// chosen.
    package init?(_ text: String, mask: Int? = nil) {
        let bytes = Array(text.utf8)
        guard let version = (1...10).first(where: { bytes.count <= Self.capacity($0) }) else { return nil }
        self.version = version
        let side = version * 4 + 17
        modules = Array(repeating: Array(repeating: false, count: side), count: side)
        fixed = modules
        drawFixed()
        drawData(Self.interleaved(Self.codewords(bytes, version), version))
        chooseMask(among: mask.map { [$0] } ?? Array(0..<8))
    }

    /// With the quiet zone around it that readers need.
    package var svg: String {
        var path = ""
        for (y, row) in modules.enumerated() {
            for (x, isDark) in row.enumerated() where isDark { path += "M\(x + 4) \(y + 4)h1v1h-1z" }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 \(size + 8) \(size + 8)" role="img" \
            aria-label="QR code for the authenticator app" shape-rendering="crispEdges">\
            <rect width="\(size + 8)" height="\(size + 8)" fill="#fff"/><path d="\(path)" fill="#000"/></svg>
            """
    }

    // MARK: - Codewords

    /// Blocks of level M by version: correction codewords per block, then (blocks, data codewords) of each
    /// group.
    private static let blocks: [(correction: Int, groups: [(count: Int, data: Int)])] = [
        (10, [(1, 16)]), (16, [(1, 28)]), (26, [(1, 44)]), (18, [(2, 32)]), (24, [(2, 43)]), (16, [(4, 27)]),
        (18, [(4, 31)]),
        (22, [(2, 38), (2, 39)]), (22, [(3, 36), (2, 37)]), (26, [(4, 43), (1, 44)]),
    ]

    private static func dataCount(_ version: Int) -> Int {
        blocks[version - 1].groups.reduce(0) { $0 + $1.count * $1.data }
    }

    /// What remains beside the mode (4 bits) and the length (8 bits, 16 from version 10 on).
    private static func capacity(_ version: Int) -> Int {
        (dataCount(version) * 8 - 4 - (version < 10 ? 8 : 16)) / 8
    }

    private static func codewords(_ bytes: [UInt8], _ version: Int) -> [UInt8] {
        var bits: [Bool] = []
        func append(_ value: Int, _ count: Int) {
            for bit in (0..<count).reversed() { bits.append(value >> bit & 1 == 1) }
        }
        append(0b0100, 4)
        append(bytes.count, version < 10 ? 8 : 16)
        for byte in bytes { append(Int(byte), 8) }
        let total = dataCount(version) * 8
        append(0, min(4, total - bits.count))
        append(0, (8 - bits.count % 8) % 8)
        for pad in 0... {
            guard bits.count < total else { break }
            append(pad % 2 == 0 ? 0xEC : 0x11, 8)
        }
        return stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        }
    }

    /// The data of all blocks column by column, then their correction codewords.
    private static func interleaved(_ data: [UInt8], _ version: Int) -> [UInt8] {
        let (correction, groups) = blocks[version - 1]
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        for group in groups {
            for _ in 0..<group.count {
                parts.append(data[start..<start + group.data])
                start += group.data
            }
        }
        let checks = parts.map { ReedSolomon.remainder(Array($0), count: correction) }
        let longest = groups.map(\.data).max() ?? 0
        var all: [UInt8] = []
        for column in 0..<longest {
            for part in parts where column < part.count { all.append(part[part.startIndex + column]) }
        }
        for column in 0..<correction { for check in checks { all.append(check[column]) } }
        return all
    }

    // MARK: - Fixed places

    private mutating func set(_ x: Int, _ y: Int, _ isDark: Bool) {
        guard (0..<size).contains(x), (0..<size).contains(y) else { return }
        modules[y][x] = isDark
        fixed[y][x] = true
    }

    private mutating func drawFixed() {
        for index in 0..<size {
            set(6, index, index % 2 == 0)
            set(index, 6, index % 2 == 0)
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] {
            for dy in -4...4 {
                for dx in -4...4 {
                    let distance = max(abs(dx), abs(dy))
                    set(x + dx, y + dy, distance != 2 && distance != 4)
                }
            }
        }
        let centres = Self.alignment[version - 1]
        for y in centres {
            for x in centres
            where !((x == 6 && y == 6) || (x == 6 && y == size - 7) || (x == size - 7 && y == 6)) {
                for dy in -2...2 { for dx in -2...2 { set(x + dx, y + dy, max(abs(dx), abs(dy)) != 1) } }
            }
        }
        drawFormat(mask: 0)
        if version >= 7 { drawVersion() }
    }

    private static let alignment: [[Int]] = [
        [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50],
    ]

    /// Level M is `00`; ten bits of BCH follow, and the whole is crossed with a constant.
    private mutating func drawFormat(mask: Int) {
        var rest = mask
        for _ in 0..<10 { rest = rest << 1 ^ (rest >> 9 & 1) * 0x537 }
        let bits = (mask << 10 | rest) ^ 0x5412
        func bit(_ index: Int) -> Bool { bits >> index & 1 == 1 }
        for index in 0...5 { set(8, index, bit(index)) }
        set(8, 7, bit(6))
        set(8, 8, bit(7))
        set(7, 8, bit(8))
        for index in 9...14 { set(14 - index, 8, bit(index)) }
        for index in 0...7 { set(size - 1 - index, 8, bit(index)) }
        for index in 8...14 { set(8, size - 15 + index, bit(index)) }
        set(8, size - 8, true)
    }

    private mutating func drawVersion() {
        var rest = version
        for _ in 0..<12 { rest = rest << 1 ^ (rest >> 11 & 1) * 0x1F25 }
        let bits = version << 12 | rest
        for index in 0..<18 {
            let isDark = bits >> index & 1 == 1
            set(size - 11 + index % 3, index / 3, isDark)
            set(index / 3, size - 11 + index % 3, isDark)
        }
    }

    // MARK: - Data and mask

    /// Two columns at a time, upwards and downwards, from the right; the column of the timing pattern is left
    /// out.
    private mutating func drawData(_ codewords: [UInt8]) {
        var index = 0
        var right = size - 1
        while right >= 1 {
            if right == 6 { right = 5 }
            for step in 0..<size {
                let isUpward = (right + 1) & 2 == 0
                let y = isUpward ? size - 1 - step : step
                for x in [right, right - 1] where !fixed[y][x] && index < codewords.count * 8 {
                    modules[y][x] = codewords[index / 8] >> (7 - index % 8) & 1 == 1
                    index += 1
                }
            }
            right -= 2
        }
    }

    private mutating func chooseMask(among masks: [Int]) {
        var best: (penalty: Int, code: QRCode)?
        for mask in masks {
            var code = self
            code.apply(mask)
            code.drawFormat(mask: mask)
            let penalty = code.penalty
            if penalty < best?.penalty ?? .max { best = (penalty, code) }
        }
        if let best { self = best.code }
    }

    private mutating func apply(_ mask: Int) {
        for y in 0..<size {
            for x in 0..<size where !fixed[y][x] && Self.isInverted(mask, x, y) { modules[y][x].toggle() }
        }
    }

    private static func isInverted(_ mask: Int, _ x: Int, _ y: Int) -> Bool {
        switch mask {
        case 0: (x + y) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (x + y) % 3 == 0
        case 4: (x / 3 + y / 2) % 2 == 0
        case 5: x * y % 2 + x * y % 3 == 0
        case 6: (x * y % 2 + x * y % 3) % 2 == 0
        default: ((x + y) % 2 + x * y % 3) % 2 == 0
        }
    }

    /// What makes a code hard to read: long runs, blocks of one colour, what looks like a corner, too much of
    /// one colour.
    private var penalty: Int {
        var sum = 0
        let columns = (0..<size).map { x in modules.map { $0[x] } }
        let corner = [true, false, true, true, true, false, true]
        for line in modules + columns {
            var run = 1
            for index in 1..<size {
                run = line[index] == line[index - 1] ? run + 1 : 1
                if run == 5 { sum += 3 } else if run > 5 { sum += 1 }
            }
            for start in 0...(size - 11) {
                let part = Array(line[start..<start + 11])
                if part == corner + [false, false, false, false]
                    || part == [false, false, false, false] + corner
                {
                    sum += 40
                }
            }
        }
        for y in 1..<size {
            for x in 1..<size {
                let colour = modules[y][x]
                if colour == modules[y - 1][x], colour == modules[y][x - 1], colour == modules[y - 1][x - 1] {
                    sum += 3
                }
            }
        }
        let dark = modules.reduce(0) { $0 + $1.count(where: { $0 }) }
        return sum + abs(dark * 20 - size * size * 10) / (size * size) * 10
    }
}

/// Correction codewords over GF(2⁸) with the polynomial 0x11D.
enum ReedSolomon {
    static func remainder(_ data: [UInt8], count: Int) -> [UInt8] {
        let divisor = generator(count)
        var rest = [UInt8](repeating: 0, count: count)
        for byte in data {
            let factor = byte ^ rest.removeFirst()
            rest.append(0)
            for index in 0..<count { rest[index] ^= product(divisor[index], factor) }
        }
        return rest
    }

    /// The product of (x − 2ⁱ), without its leading one.
    private static func generator(_ count: Int) -> [UInt8] {
        var polynomial = [UInt8](repeating: 0, count: count)
        polynomial[count - 1] = 1
        var root: UInt8 = 1
        for _ in 0..<count {
            for index in 0..<count {
                polynomial[index] = product(polynomial[index], root)
                if index + 1 < count { polynomial[index] ^= polynomial[index + 1] }
            }
            root = product(root, 2)
        }
        return polynomial
    }

    private static func product(_ one: UInt8, _ other: UInt8) -> UInt8 {
        var sum = 0
        for bit in (0..<8).reversed() {
            sum = sum << 1 ^ (sum >> 7) * 0x11D
            if other >> bit & 1 == 1 { sum ^= Int(one) }
        }
        return UInt8(truncatingIfNeeded: sum)
    }
}
