using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace HybridAi.Conventions.PublicSurface;

/// <summary>Prints what users of an assembly can see, one member per line, in an order that does not depend on the sources.</summary>
internal static class ApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetTypes().Where(IsVisible).OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(TypeLine(type)).Append('\n');
            var lines = type.IsEnum
                ? type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}")
                : type.BaseType == typeof(MulticastDelegate)
                ? []
                : type.GetMembers(Declared).Select(MemberLine).OfType<string>().Order(StringComparer.Ordinal);
            foreach (var line in lines)
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static bool IsVisible(Type type) =>
        !type.Name.StartsWith('<')
        && (type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!)));

    private static string TypeLine(Type type)
    {
        var name = ApiNames.Of(type);
        if (type.BaseType == typeof(MulticastDelegate))
        {
            return $"delegate {Method(type.GetMethod("Invoke")!, name)}";
        }

        var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : "class";
        var how = type.IsEnum || type.IsInterface || type.IsValueType ? "" : type is { IsAbstract: true, IsSealed: true } ? "static "
            : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        var record = type.GetMethod("<Clone>$") is not null ? "record " : "";
        var bases = type.GetInterfaces().Where(face => face.IsPublic && !IsInherited(type, face) && !type.IsEnum)
            .Select(face => ApiNames.Of(face)).Order(StringComparer.Ordinal);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
        {
            bases = bases.Prepend(ApiNames.Of(parent)).Order(StringComparer.Ordinal);
        }

        var list = string.Join(", ", bases);
        return $"{how}{record}{kind} {name}{(list.Length > 0 ? " : " + list : "")}";
    }

    private static bool IsInherited(Type type, Type face) =>
        type.BaseType?.GetInterfaces().Contains(face) == true || type.GetInterfaces().Any(other => other != face && other.GetInterfaces().Contains(face));

    private static string? MemberLine(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when IsSeen(constructor) => Method(constructor, ".ctor"),
        MethodInfo { IsSpecialName: false } method when IsSeen(method) && !method.Name.StartsWith('<') && !IsOfRecord(method) => Method(method, method.Name),
        MethodInfo { IsSpecialName: true } method when method.Name.StartsWith("op_", StringComparison.Ordinal) && !IsOfRecord(method) => Method(method, method.Name),
        PropertyInfo property => Property(property),
        FieldInfo field when field.IsPublic || field.IsFamily => Field(field),
        EventInfo { AddMethod: { } add } happening when IsSeen(add) => $"event {ApiNames.Of(happening.EventHandlerType!)} {happening.Name}",
        _ => null,
    };

    private static bool IsSeen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // What the compiler writes into every record says nothing about ours.
    private static bool IsOfRecord(MethodInfo method) =>
        method.GetCustomAttribute<CompilerGeneratedAttribute>() is not null
        && method.DeclaringType!.GetMethods(Declared).Any(other => other.Name == "PrintMembers");

    private static string Method(MethodBase method, string name)
    {
        var result = method is MethodInfo info ? ApiNames.Of(info.ReturnParameter) + " " : "";
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(type => type.Name))}>" : "";
        var extension = method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "";
        return $"{Modifiers(method)}{result}{name}{generic}({extension}{string.Join(", ", method.GetParameters().Select(Parameter))})";
    }

    private static string Modifiers(MethodBase method)
    {
        var access = method.IsPublic ? "" : "protected ";
        var how = method.IsStatic ? "static " : method.DeclaringType!.IsInterface ? ""
            : method.IsAbstract ? "abstract " : method is MethodInfo info && info.GetBaseDefinition() != info ? "override "
            : method.IsVirtual && !method.IsFinal ? "virtual " : "";
        return access + how;
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var by = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? parameter.IsIn ? "in " : "ref "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        var given = !parameter.HasDefaultValue ? "" : " = " + ApiNames.Constant(parameter.RawDefaultValue, parameter.ParameterType);
        return $"{by}{ApiNames.Of(parameter)} {parameter.Name}{given}";
    }

    private static string? Property(PropertyInfo property)
    {
        var get = property.GetMethod is { } getter && IsSeen(getter) ? getter : null;
        var set = property.SetMethod is { } setter && IsSeen(setter) ? setter : null;
        if ((get ?? set) is not { } any || property.Name == "EqualityContract")
        {
            return null;
        }

        var init = set?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        return $"{Modifiers(any)}{required}{ApiNames.Of(property)} {property.Name}{index} {{{(get is null ? "" : " get;")}{(set is null ? "" : init ? " init;" : " set;")} }}";
    }

    private static string Field(FieldInfo field) => field.IsLiteral
        ? $"const {ApiNames.Of(field.FieldType)} {field.Name} = {ApiNames.Constant(field.GetRawConstantValue(), field.FieldType)}"
        : $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{ApiNames.Of(field.FieldType)} {field.Name}";
}
