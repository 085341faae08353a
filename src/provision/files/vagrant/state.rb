# frozen_string_literal: true

require "base64"
require "fileutils"
require "json"
require "openssl"
require "securerandom"
require "yaml"

module Presswright
  # What is made on this host, once, and never lies in the bundle: the join token, the cluster's own CA, the
  # administrator's kubeconfig; and from them, for each machine, the files that its scripts read.
  # Everything lies in the folder .state beside the Vagrantfile, which only its owner can read and git ignores.
  class State
    YEAR = 365 * 24 * 3600

    attr_reader :folder

    def initialize(cluster, folder)
      @cluster = cluster
      @folder = folder
    end

    # Makes what is missing and writes each machine's files anew from cluster.yaml.
    def make
      FileUtils.mkdir_p(@folder, mode: 0o700)
      File.chmod(0o700, @folder)
      write(".gitignore", "*\n")
      token
      authority
      write("kubeconfig", kubeconfig) unless File.exist?(path("kubeconfig"))
      @cluster.machines.each do |machine|
        FileUtils.mkdir_p(path(machine.name), mode: 0o700)
        write("#{machine.name}/machine.env", machine_env(machine))
        write("#{machine.name}/kubeadm.yaml", kubeadm(machine)) if machine.node?
      end
    end

    # The files of one machine, if they have been made.
    def files_of(machine)
      names = ["#{machine.name}/machine.env"]
      names << "#{machine.name}/kubeadm.yaml" << "ca.crt" if machine.node?
      names << "ca.key" if machine.control_plane?
      names.map { |name| path(name) }.select { |file| File.file?(file) }
    end

    # A value as settings.sh reads it: quoted, on one line.
    def self.quote(value)
      "'#{value.to_s.gsub("'") { "'\\''" }.gsub("\n") { "'$'\\n''" }}'"
    end

    private

    def path(name)
      File.join(@folder, name)
    end

    # Whole or not at all, and never readable by others, not even for a moment.
    def write(name, content)
      draft = path("#{name}.draft")
      File.open(draft, File::WRONLY | File::CREAT | File::TRUNC, 0o600) { |file| file.write(content) }
      File.chmod(0o600, draft)
      File.rename(draft, path(name))
      content
    end

    def kept(name)
      File.file?(path(name)) ? File.read(path(name)) : write(name, yield)
    end

    # kubeadm's form: [a-z0-9]{6}.[a-z0-9]{16}
    def token
      @token ||= kept("token") { "#{SecureRandom.hex(3)}.#{SecureRandom.hex(8)}" }
    end

    def authority
      @authority ||= begin
        if File.file?(path("ca.key")) != File.file?(path("ca.crt"))
          raise Cluster::Broken, "#{@folder} has one half of the CA. Remove that folder, destroy the machines, begin anew."
        end
        key = OpenSSL::PKey::RSA.new(kept("ca.key") { OpenSSL::PKey::RSA.new(2048).to_pem })
        certificate = OpenSSL::X509::Certificate.new(kept("ca.crt") { sign_authority(key).to_pem })
        [key, certificate]
      end
    end

    def sign_authority(key)
      name = OpenSSL::X509::Name.parse("/CN=kubernetes")
      certificate(name, key.public_key, name, key, 10 * YEAR) do |made, factory|
        factory.issuer_certificate = made
        [["basicConstraints", "CA:TRUE", true],
         ["keyUsage", "digitalSignature,keyEncipherment,keyCertSign", true],
         ["subjectKeyIdentifier", "hash", false]]
      end
    end

    def certificate(subject, public_key, issuer, signing_key, seconds)
      made = OpenSSL::X509::Certificate.new
      made.version = 2
      made.serial = SecureRandom.random_number(2**120)
      made.subject = subject
      made.issuer = issuer
      made.public_key = public_key
      # An hour back, because a machine's clock may be behind.
      made.not_before = Time.now - 3600
      made.not_after = Time.now + seconds
      factory = OpenSSL::X509::ExtensionFactory.new
      factory.subject_certificate = made
      yield(made, factory).each { |name, value, critical| made.add_extension(factory.create_extension(name, value, critical)) }
      made.sign(signing_key, OpenSSL::Digest.new("SHA256"))
    end

    # The group is the one that `kubeadm init` binds to cluster-admin; unlike system:masters it can be revoked.
    def kubeconfig
      key, authority = self.authority
      user = OpenSSL::PKey::RSA.new(2048)
      subject = OpenSSL::X509::Name.parse("/O=kubeadm:cluster-admins/CN=kubernetes-admin")
      signed = certificate(subject, user.public_key, authority.subject, key, YEAR) do |_made, factory|
        factory.issuer_certificate = authority
        [["keyUsage", "digitalSignature,keyEncipherment", true],
         ["extendedKeyUsage", "clientAuth", false],
         ["subjectKeyIdentifier", "hash", false],
         ["authorityKeyIdentifier", "keyid:always", false],
         ["basicConstraints", "CA:FALSE", true]]
      end
      YAML.dump(
        "apiVersion" => "v1", "kind" => "Config", "current-context" => @cluster.name,
        "clusters" => [{ "name" => @cluster.name,
                         "cluster" => { "server" => "https://#{@cluster.control_plane.address}:6443",
                                        "certificate-authority-data" => Base64.strict_encode64(authority.to_pem) } }],
        "users" => [{ "name" => "#{@cluster.name}-admin",
                      "user" => { "client-certificate-data" => Base64.strict_encode64(signed.to_pem),
                                  "client-key-data" => Base64.strict_encode64(user.to_pem) } }],
        "contexts" => [{ "name" => @cluster.name,
                         "context" => { "cluster" => @cluster.name, "user" => "#{@cluster.name}-admin" } }]
      )
    end

    # kubeadm's hash of the CA: over its public key in DER, as RFC 7469 has it.
    def authority_hash
      "sha256:#{OpenSSL::Digest::SHA256.hexdigest(authority.last.public_key.to_der)}"
    end

    def machine_env(machine)
      values = {
        "MACHINE" => machine.name,
        "ADDRESS" => machine.address,
        "HOSTS" => @cluster.machines.map { |other| "#{other.address} #{other.name}" }.join("\n"),
        "MACHINE_NETWORK" => @cluster.machine_network,
        "POD_NETWORK" => @cluster.pod_network,
        "SERVICE_NETWORK" => @cluster.service_network,
        "NETWORK_PLUGIN" => @cluster.network_plugin,
        "TOKEN" => machine.control_plane? ? token : ""
      }
      @cluster.versions.each { |key, value| values["#{key.upcase}_VERSION".sub("SHA256_VERSION", "SHA256")] = value }
      values.map { |key, value| "#{key}=#{State.quote(value)}\n" }.join
    end

    def kubeadm(machine)
      documents = machine.control_plane? ? [init(machine), cluster_configuration, kubelet_configuration] : [join(machine)]
      documents.map { |document| YAML.dump(document) }.join
    end

    # For all machines: those that join fetch it from the cluster.
    def kubelet_configuration
      { "apiVersion" => "kubelet.config.k8s.io/v1beta1", "kind" => "KubeletConfiguration", "cgroupDriver" => "systemd" }
    end

    # v1beta4 wants the arguments as a list. Without --node-ip every kubelet takes the NAT address, the same on all.
    def registration(machine)
      made = { "name" => machine.name,
               "kubeletExtraArgs" => [{ "name" => "node-ip", "value" => machine.address }] }
      # An empty list takes kubeadm's control-plane taint away: the one machine runs the pods too.
      made["taints"] = [] if machine.role == "single"
      made
    end

    def init(machine)
      { "apiVersion" => "kubeadm.k8s.io/v1beta4", "kind" => "InitConfiguration",
        "bootstrapTokens" => [{ "token" => token, "ttl" => "24h0m0s", "usages" => %w[signing authentication],
                                "groups" => ["system:bootstrappers:kubeadm:default-node-token"] }],
        "localAPIEndpoint" => { "advertiseAddress" => machine.address, "bindPort" => 6443 },
        "nodeRegistration" => registration(machine) }
    end

    def cluster_configuration
      { "apiVersion" => "kubeadm.k8s.io/v1beta4", "kind" => "ClusterConfiguration",
        "clusterName" => @cluster.name,
        "kubernetesVersion" => "v#{@cluster.versions["kubernetes"]}",
        "networking" => { "podSubnet" => @cluster.pod_network, "serviceSubnet" => @cluster.service_network,
                          "dnsDomain" => @cluster.domain } }
    end

    def join(machine)
      { "apiVersion" => "kubeadm.k8s.io/v1beta4", "kind" => "JoinConfiguration",
        "discovery" => { "bootstrapToken" => { "token" => token,
                                               "apiServerEndpoint" => "#{@cluster.control_plane.address}:6443",
                                               "caCertHashes" => [authority_hash] } },
        "nodeRegistration" => registration(machine) }
    end
  end
end
