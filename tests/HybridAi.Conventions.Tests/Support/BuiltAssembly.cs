using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace HybridAi.Conventions.Support;

/// <summary>What an assembly of src uses, read from its metadata: types, and members as "Namespace.Type.Member".</summary>
internal sealed class BuiltAssembly
{
    private BuiltAssembly(string name, IReadOnlySet<string> uses) => (Name, Uses) = (name, uses);

    public string Name { get; }

    /// <summary>Every referenced type and member; a nested type is named "Outer+Inner", a constructor of a string "Type..ctor(string)".</summary>
    public IReadOnlySet<string> Uses { get; }

    /// <summary>The libraries of src with code that lie beside the tests.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Repository.Projects.Where(name => name is not "HybridAi.Cli" && File.Exists(PathOf(name)))];

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");

    public static Assembly Load(string name) => Assembly.LoadFrom(PathOf(name));

    public static BuiltAssembly Read(string name)
    {
        using var file = File.OpenRead(PathOf(name));
        using var image = new PEReader(file);
        var reader = image.GetMetadataReader();
        var uses = new HashSet<string>(StringComparer.Ordinal);
        foreach (var handle in reader.TypeReferences)
        {
            uses.Add(NameOf(reader, handle));
        }

        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (member.Parent.Kind == HandleKind.TypeReference)
            {
                var use = $"{NameOf(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}";
                uses.Add(use.EndsWith("..ctor", StringComparison.Ordinal) && TakesText(reader.GetBlobBytes(member.Signature)) ? use + "(string)" : use);
            }
        }

        return new BuiltAssembly(name, uses);
    }

    /// <summary>Whether the first parameter is a string: header, count, result, then the parameters (ECMA-335 II.23.2.1).</summary>
    private static bool TakesText(byte[] signature) => signature is [_, > 0, _, 0x0e, ..];

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
            : $"{reader.GetString(type.Namespace)}.{name}";
    }
}
