// The flows as install looks for them: id and name.
export type FlowIds = readonly { id: string; name: string }[];
