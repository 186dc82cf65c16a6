using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orleans.Registry.ArchitectureTests.PublicApi;

/// <summary>What an assembly offers to others, as lines of text: one per type and one per member, in order.</summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static IEnumerable<string> Of(Assembly assembly)
        => assembly.GetExportedTypes()
            .Where(static t => !t.IsDefined(typeof(CompilerGeneratedAttribute)) && !IsMadeByOrleans(t))
            .OrderBy(static t => t.FullName, StringComparer.Ordinal)
            .SelectMany(static t => Members(t).Order(StringComparer.Ordinal).Prepend(Describe(t)));

    // Codecs and proxies, which its code generator makes of what is written down here anyway.
    private static bool IsMadeByOrleans(Type type) => type.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) == true;

    private static string Describe(Type type)
    {
        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        List<string> bases = [.. type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Select(Name).Order(StringComparer.Ordinal)];
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object))
        {
            bases.Insert(0, Name(parent));
        }

        return $"{kind} {Name(type)}{(bases.Count == 0 || type.IsEnum ? string.Empty : $" : {string.Join(", ", bases)}")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"  {name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        }

        return type.GetMembers(Declared)
            .Where(static m => !m.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Select(Describe)
            .OfType<string>()
            .Select(static text => "  " + text);
    }

    private static string? Describe(MemberInfo member) => member switch
    {
        FieldInfo { IsSpecialName: false } field when field.IsPublic || field.IsFamily
            => $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : string.Empty)}{Name(field.FieldType)} {field.Name}",
        ConstructorInfo { IsStatic: false } constructor when IsVisible(constructor) => $"new({Parameters(constructor)})",
        PropertyInfo property when IsVisible(property.GetMethod) || IsVisible(property.SetMethod) => Describe(property),
        MethodInfo method when IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            => $"{Modifier(method)}{Name(method.ReturnType)} {method.Name}{Generics(method)}({Parameters(method)})",
        EventInfo happening when IsVisible(happening.AddMethod) => $"event {Name(happening.EventHandlerType!)} {happening.Name}",
        _ => null,
    };

    private static string Describe(PropertyInfo property)
    {
        var set = property.SetMethod;
        var isInit = set?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) is true;
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : string.Empty;
        var accessors = (IsVisible(property.GetMethod) ? " get;" : string.Empty) + (IsVisible(set) ? isInit ? " init;" : " set;" : string.Empty);
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(static p => Name(p.ParameterType)))}]" : string.Empty;
        return $"{Modifier((property.GetMethod ?? set)!)}{required}{Name(property.PropertyType)} {property.Name}{index} {{{accessors} }}";
    }

    private static bool IsVisible(MethodBase? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static string Modifier(MethodBase method)
        => method switch
        {
            { DeclaringType.IsInterface: true, IsStatic: false } => string.Empty,
            { IsStatic: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => string.Empty,
        };

    private static string Parameters(MethodBase method)
        => string.Join(", ", method.GetParameters().Select(static p
            => $"{(p.IsOut ? "out " : p.ParameterType.IsByRef ? p.IsIn ? "in " : "ref " : string.Empty)}{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " = " + (p.RawDefaultValue ?? "default") : string.Empty)}"));

    private static string Generics(MethodInfo method)
        => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : string.Empty;

    private static string Name(Type type)
    {
        if (type.IsByRef || type.IsArray)
        {
            return Name(type.GetElementType()!) + (type.IsArray ? "[]" : string.Empty);
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        var own = Keywords.GetValueOrDefault(type) ?? (type.Assembly.GetName().Name!.StartsWith(Repository.Prefix, StringComparison.Ordinal) ? type.FullName ?? $"{type.Namespace}.{type.Name}" : type.Name);
        return type.IsGenericType
            ? $"{own.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : own.Replace('+', '.');
    }
}
