import AjarMail

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A reader of strangers' bytes, and what must hold whatever the bytes are. Returning is passing; a broken promise aborts.
struct FuzzTarget: Sendable {
    let name: String
    let read: @Sendable ([UInt8]) -> Void

    static let all: [FuzzTarget] = [smtpReply, imapResponse, mime, report, quotes, address]
}

/// A promise that was broken is named and ends the process; libFuzzer keeps the input.
func promise(_ holds: Bool, _ what: StaticString) {
    guard !holds else { return }
    print("broken promise: \(what)")
    fflush(nil)
    abort()
}

/// Runs one target under libFuzzer, whose options and corpora are the arguments. Which one is said by its name in
/// `AJAR_FUZZ_TARGET`, since every argument belongs to libFuzzer.
@main enum AjarFuzz {
    private static let chosen: FuzzTarget? = {
        let name = getenv("AJAR_FUZZ_TARGET").map { String(cString: $0) }
        return FuzzTarget.all.first { $0.name == name }
    }()

    static func main() {
        guard chosen != nil else {
            print("AJAR_FUZZ_TARGET is one of: \(FuzzTarget.all.map(\.name).joined(separator: " "))")
            exit(2)
        }
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        let status = runDriver(&count, &arguments) { bytes, count in
            AjarFuzz.chosen?.read(Array(UnsafeBufferPointer(start: bytes, count: count)))
            return 0
        }
        exit(status)
    }
}

/// libFuzzer as a library; it is linked with `-sanitize=fuzzer`.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ read: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
