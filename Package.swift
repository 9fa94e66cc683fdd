// swift-tools-version:6.2
import PackageDescription

/// `make fuzz` builds with the counters of libFuzzer inside; nothing else does.
let isFuzzing: Bool = Context.environment["AJAR_FUZZ"] != nil

/// The same for every target of ours: today's language, and a complaint about each expression that is slow to check.
let strict: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .unsafeFlags(
            ["-Xfrontend", "-warn-long-expression-type-checking=300"], .when(configuration: .debug)),
    ] + (isFuzzing ? [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])] : [])

func test(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// A target names everything of ours that it imports, not only the uppermost: a build that goes on looks at what is named,
/// and would miss that the layout of something further down has changed.
let ours: [Target.Dependency] = [
    "AjarCore", "AjarStore", "AjarResource", "AjarMail", "AjarCRM", "AjarServer",
]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
]

let crypto: [Target.Dependency] = [
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "CryptoExtras", package: "swift-crypto"),
]

let package = Package(
    name: "ajar",
    products: [.executable(name: "ajar", targets: ["ajar"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.0"),
        .package(url: "https://github.com/stencilproject/Stencil.git", from: "0.15.1"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CGMime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),
        .systemLibrary(name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CXML", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .target(name: "CWebFiles", exclude: ["views", "styles", "scripts", "drawings"]),
        .target(name: "CPhoneNumber", linkerSettings: [.linkedLibrary("phonenumber")]),

        .target(name: "AjarCore", swiftSettings: strict),
        .target(
            name: "AjarStore",
            dependencies: [
                "AjarCore", "CPostgreSQL",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(name: "AjarResource", dependencies: ["AjarCore", "AjarStore"], swiftSettings: strict),
        .target(
            name: "AjarMail",
            dependencies: ["AjarCore", "CGMime", "CXML", .product(name: "Logging", package: "swift-log")]
                + crypto + nio,
            swiftSettings: strict),
        .target(
            name: "AjarCRM",
            dependencies: [
                "AjarCore", "AjarStore", "AjarResource", "AjarMail", "CPhoneNumber", "CArgon2",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Stencil", package: "Stencil"),
            ] + nio,
            swiftSettings: strict),
        .target(
            name: "AjarServer",
            dependencies: [
                "AjarCore", "AjarStore", "AjarResource", "AjarMail", "AjarCRM", "CWebFiles",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "ajar",
            dependencies: [
                "AjarCore", "AjarStore", "AjarCRM", "AjarServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
            ],
            swiftSettings: strict),
        .target(name: "AjarTestKit", dependencies: ours + nio, swiftSettings: strict),

        test("AjarCoreTests", ["AjarCore"]),
        test("AjarStoreTests", ["AjarCore", "AjarStore"]),
        test("AjarMailTests", ["AjarCore", "AjarMail"] + nio),
        test("AjarResourceTests", ["AjarCore", "AjarStore", "AjarResource"]),
        test("AjarCRMTests", ours + ["AjarTestKit"]),
        test("AjarServerTests", ours + ["AjarTestKit"]),
        test("AjarEndToEndTests", ["AjarCore", "AjarMail", "AjarTestKit"]),
    ],
    cxxLanguageStandard: .cxx17
)

if isFuzzing {
    package.targets.append(
        .executableTarget(
            name: "AjarFuzz", dependencies: ["AjarMail"], path: "Fuzz/AjarFuzz", swiftSettings: strict,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]))
}
