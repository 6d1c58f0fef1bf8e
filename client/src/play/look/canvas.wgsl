// The colour of the nearest corners and nothing else, with a grain too fine to be seen, so that dark light has no steps.

struct Painted {
    @builtin(position) position: vec4<f32>,
    @location(4) color: vec4<f32>,
}

@fragment
fn fragment(painted: Painted) -> @location(0) vec4<f32> {
    let grain = fract(52.9829189 * fract(dot(painted.position.xy, vec2<f32>(0.06711056, 0.00583715)))) - 0.5;
    // About as wide as one step of eight bits as the eye counts them.
    let seen = sqrt(max(painted.color.rgb, vec3<f32>(0.0))) + grain / 255.0;
    return vec4<f32>(seen * seen, painted.color.a);
}
