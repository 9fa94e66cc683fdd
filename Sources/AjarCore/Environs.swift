import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Everything of the outside world that a test must be able to hold still.
package struct Environs: Sendable {
    package var clock: Clock
    package var random: RandomSource

    package init(clock: Clock, random: RandomSource) {
        self.clock = clock
        self.random = random
    }

    package static let system: Environs = Environs(clock: .system, random: .system)
}

/// Where the time comes from.
package struct Clock: Sendable {
    private let read: @Sendable () -> Timestamp

    package init(_ read: @escaping @Sendable () -> Timestamp) { self.read = read }

    package var now: Timestamp { read() }

    package static let system: Clock = Clock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(micros: Int(time.tv_sec) * 1_000_000 + Int(time.tv_nsec) / 1000)
    }
}

/// A clock that a test turns by hand.
package final class ManualClock: Sendable {
    private let moment: Mutex<Timestamp>

    package init(_ start: Timestamp) { moment = Mutex(start) }

    package var clock: Clock { Clock { self.moment.withLock { $0 } } }

    package func advance(by delay: Duration) { moment.withLock { $0 = $0 + delay } }
}

/// Where randomness comes from: unpredictable in production, since ids, keys and tokens are made of it.
package struct RandomSource: Sendable {
    private let bytes: @Sendable (UnsafeMutableRawBufferPointer) -> Void

    package init(_ bytes: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void) { self.bytes = bytes }

    package func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            bytes(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
            filled = count
        }
    }

    /// A number below one, for jitter.
    package var fraction: Double {
        var value: UInt64 = 0
        withUnsafeMutableBytes(of: &value) { bytes($0) }
        return Double(value >> 11) / Double(1 << 53)
    }

    /// Appends `count` random characters. Bytes that would favour the first letters of 62 are thrown away.
    func fill(_ characters: inout [UInt8], count: Int, as letter: (UInt8) -> UInt8) {
        var missing = count
        while missing > 0 {
            for byte in bytes(missing + 8) where byte < 248 && missing > 0 {
                characters.append(letter(byte))
                missing -= 1
            }
        }
    }

    package static let system: RandomSource = RandomSource { buffer in
        // The kernel gives at most 256 bytes a call, and always all of them.
        var start = 0
        while start < buffer.count {
            let count = min(256, buffer.count - start)
            if getentropy(buffer.baseAddress.map { $0 + start }, count) == 0 { start += count }
        }
    }
}
