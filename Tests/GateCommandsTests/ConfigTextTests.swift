import ArgumentParser
import Foundation
import GateHTTP
import GateModel
import GateRules
import Testing

@testable import GateCommands

/// The configuration as it may be shown.
@Suite struct ConfigTextTests {
    /// Every place where a secret can stand; each of them has the word `hush` in it.
    private static let secretive = #"""
        global: {external_labels: {cluster: "eu: 1", replica: &shared hush-1}}
        datasources:
          - url: 'https://user:hush-2@prometheus:9090/base?token=hush-3&keep=yes'
            params: {api_key: hush-4, extra_label: tenant=1}
            basic_auth: {username: reader, password: hush-5}
            proxy_url: http://hush-6@proxy:3128
            proxy_connect_header: {X-Proxy: [hush-7, hush-8]}
            http_headers: {X-Scope-OrgID: {values: [t1], secrets: [hush-9, "hush-10"], files: [header.secret]}}
            tls_config: {ca_file: ca.pem, cert: certificate, key: hush-11}
        alerting:
          alertmanagers:
            - authorization: {credentials: *shared}
              static_configs: [{targets: ['am:9093']}]
            - basic_auth:
                username: a
                password: |
                  hush-12
                  hush-13
              static_configs: [{targets: ['am:9094'], labels: {}}]
            - oauth2:
                client_id: gate
                client_secret: hush-15
                token_url: https://login.example/token
                endpoint_params: {client_assertion_token: hush-16, audience: am}
              http_sd_configs: [{url: 'https://a:hush-17@list.example/am'}]
        webhooks:
          - {name: chat, url: 'https://hooks.example/hush-14', secret_file: webhook.secret}
        rule_files: ["rules/*.yml"]
        """#

    @Test func noSecretIsShown() throws {
        let folder = try TemporaryFolder()
        let (config, diagnostics, text) = ServiceConfig.read(try folder.write("stagegate.yml", Self.secretive))
        #expect(config != nil && diagnostics.map(\.description) == [])
        #expect(!text.contains("hush"))
        for shown in [
            #"url: "https://user:xxxxx@prometheus:9090/base?token=xxxxx&keep=yes""#, "api_key: <secret>",
            "username: reader", "password: <secret>", "proxy_url: \"http://xxxxx@proxy:3128\"", "cluster: \"eu: 1\"",
            "X-Proxy:\n    - <secret>\n    - <secret>\n", "cert: certificate", "key: <secret>",
            "credentials: <secret>", "- name: chat\n  url: <secret>\n  secret_file: webhook.secret\n",
            "rule_files:\n- \"rules/*.yml\"\n", "labels: {}", "extra_label: \"tenant=1\"",
            "client_id: gate", "client_secret: <secret>", "audience: am", "a:xxxxx@list.example",
        ] {
            #expect(text.contains(shown), "\(shown) is not in\n\(text)")
        }
    }

    @Test("what is shown reads as the same configuration, secrets aside")
    func whatIsShownCanBeRead() throws {
        let folder = try TemporaryFolder()
        let source = """
            datasources: [{url: 'http://localhost:9090', params: {a: "1", b: "x\\ty: #z"}}]
            alerting: {alertmanagers: [{static_configs: [{targets: ['am:9093']}, {targets: [], labels: {a: "yes"}}]}]}
            rule_files: [a.yml, 'b *.yml']

            """
        let first = ServiceConfig.read(try folder.write("stagegate.yml", source))
        let second = ServiceConfig.read(try folder.write("stagegate.yml", first.text))
        #expect(first.config != nil && second.config == first.config)
        #expect(second.text == first.text)
    }

    @Test(arguments: [
        ("http://a:b@c/d", "http://a:xxxxx@c/d"), ("http://a@c", "http://xxxxx@c"), ("http://c/d@e", "http://c/d@e"),
        ("http://a:b@x@c", "http://a:xxxxx@c"), ("http://c?x=1&Auth_Token=2&key", "http://c?x=1&Auth_Token=xxxxx&key"),
        ("plain", "plain"), ("", ""), ("http://a:b@", "http://a:xxxxx@"),
    ])
    func urlsLoseTheirSecrets(_ url: String, _ shown: String) {
        #expect(SecretName.redacted(url) == shown)
    }

    @Test func everyFlagOfServeIsListedAndNoOther() throws {
        let help = Serve.helpMessage(columns: 200)
        let known = Set(help.matches(of: /--([a-z]+\.[a-z.-]+)/).map { String($0.1) })
        let serve = try #require(try Stagegate.parseAsRoot(["serve", "--web.external-url", "http://a:b@c"]) as? Serve)
        #expect(Set(serve.flags.keys) == known)
        #expect(serve.flags["web.external-url"] == "http://a:xxxxx@c")
        #expect(serve.flags["storage.retention"] == "30d")
        #expect(serve.flags["web.enable-lifecycle"] == "false")
    }
}
