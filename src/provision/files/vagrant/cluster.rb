# frozen_string_literal: true

require "ipaddr"
require "yaml"

module Presswright
  # What cluster.yaml says: the machines, the networks, the versions. Checked here once, so that a broken file
  # is a sentence and not a stack trace, and so that nothing a person typed is ever run as code.
  class Cluster
    Machine = Struct.new(:name, :role, :address, :cpus, :memory_mib, keyword_init: true) do
      def node?
        role != "storage"
      end

      def control_plane?
        %w[control-plane single].include?(role)
      end
    end

    class Broken < StandardError; end

    ROLES = %w[control-plane worker single storage].freeze
    PROVIDERS = %w[virtualbox libvirt vmware_desktop].freeze
    PLUGINS = %w[calico flannel].freeze
    VERSIONS = %w[kubernetes containerd pause calico calico_sha256 flannel flannel_sha256 metrics_server].freeze
    LABEL = /\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z/.freeze
    VERSION = /\A[0-9a-f][0-9a-f.]*\z/.freeze

    attr_reader :name, :provider, :box, :machine_network, :pod_network, :service_network, :domain,
                :network_plugin, :nfs_machine, :versions, :machines

    def self.load(path)
      unless File.file?(path)
        raise Broken, "#{path} is missing. It belongs to the bundle: unpack the bundle anew, whole."
      end
      new(YAML.safe_load(File.read(path, encoding: "UTF-8")), path)
    rescue Psych::Exception => e
      raise Broken, "#{path} cannot be read: #{e.message}. Generate the bundle anew rather than mend it by hand."
    end

    def initialize(data, path)
      @path = path
      fault("it must be a mapping") unless data.is_a?(Hash)
      fault("format is #{data["format"].inspect}, this Vagrantfile reads format 1") unless data["format"] == 1
      @name = text(data, "name", LABEL)
      @provider = one_of(data, "provider", PROVIDERS)
      @box = text(data, "box", %r{\A[A-Za-z0-9._-]+/[A-Za-z0-9._-]+\z})
      @machine_network = network(data, "machine_network")
      @pod_network = network(data, "pod_network")
      @service_network = network(data, "service_network")
      @domain = text(data, "domain", /\A[a-z0-9.-]{1,253}\z/)
      @network_plugin = one_of(data, "network_plugin", PLUGINS)
      @versions = versions_of(data)
      @machines = machines_of(data)
      @nfs_machine = data["nfs_machine"]
      unless @nfs_machine.nil? || machine(@nfs_machine)
        fault("nfs_machine is #{@nfs_machine.inspect}, and no machine has that name")
      end
    end

    def machine(name)
      @machines.find { |machine| machine.name == name }
    end

    def control_plane
      @machines.find(&:control_plane?)
    end

    # The order of `vagrant up`: what others wait for comes first.
    def in_order
      rank = lambda do |machine|
        if machine.role == "storage" then 0
        elsif machine.control_plane? then 1
        elsif machine.name == @nfs_machine then 2
        else 3
        end
      end
      @machines.each_with_index.sort_by { |machine, index| [rank.call(machine), index] }.map(&:first)
    end

    # Whether the NFS server is up by the time this machine is made.
    def after_nfs?(machine)
      order = in_order.map(&:name)
      !@nfs_machine.nil? && order.index(machine.name) >= order.index(@nfs_machine)
    end

    def netmask
      IPAddr.new("255.255.255.255").mask(@machine_network.split("/").last.to_i).to_s
    end

    private

    def fault(sentence)
      raise Broken, "#{@path}: #{sentence}. Generate the bundle anew rather than mend it by hand."
    end

    def text(data, key, pattern)
      value = data[key]
      fault("#{key} is #{value.inspect}, which it cannot be") unless value.is_a?(String) && value.match?(pattern)
      value
    end

    def one_of(data, key, allowed)
      value = data[key]
      fault("#{key} is #{value.inspect}; allowed: #{allowed.join(", ")}") unless allowed.include?(value)
      value
    end

    def network(data, key)
      value = data[key]
      fault("#{key} is #{value.inspect}, not a network") unless value.is_a?(String) && value.match?(%r{\A[0-9a-f.:]+/\d+\z}i)
      IPAddr.new(value)
      value
    rescue IPAddr::Error
      fault("#{key} is #{value.inspect}, not a network")
    end

    def address(value, name)
      fault("machine #{name} has address #{value.inspect}, not one of IPv4") unless value.is_a?(String) && IPAddr.new(value).ipv4?
      unless IPAddr.new(@machine_network).include?(IPAddr.new(value))
        fault("machine #{name} has address #{value}, outside of #{@machine_network}")
      end
      value
    rescue IPAddr::Error
      fault("machine #{name} has address #{value.inspect}, not one of IPv4")
    end

    def versions_of(data)
      found = data["versions"]
      fault("versions is missing") unless found.is_a?(Hash)
      VERSIONS.to_h do |key|
        value = found[key]
        # An empty text means: not part of the design, or no checksum known.
        fault("versions.#{key} is #{value.inspect}, not a version") unless value.is_a?(String) && (value.empty? || value.match?(VERSION))
        [key, value]
      end
    end

    def machines_of(data)
      rows = data["machines"]
      fault("machines is missing or empty") unless rows.is_a?(Array) && !rows.empty?
      machines = rows.map { |row| machine_of(row) }
      names = machines.map(&:name)
      fault("two machines have one name") unless names.uniq.length == names.length
      addresses = machines.map(&:address)
      fault("two machines have one address") unless addresses.uniq.length == addresses.length
      fault("there must be one control plane") unless machines.count(&:control_plane?) == 1
      machines
    end

    def machine_of(row)
      fault("a machine must be a mapping") unless row.is_a?(Hash)
      name = text(row, "name", LABEL)
      cpus = row["cpus"]
      memory = row["memory_mib"]
      fault("machine #{name} has cpus #{cpus.inspect}, not a number") unless cpus.is_a?(Integer) && cpus.positive?
      fault("machine #{name} has memory_mib #{memory.inspect}, not a number") unless memory.is_a?(Integer) && memory.positive?
      Machine.new(name: name, role: one_of(row, "role", ROLES), address: address(row["address"], name),
                  cpus: cpus, memory_mib: memory)
    end
  end
end
